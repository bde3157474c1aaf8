package io.mmdino.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.volume.NiftiReader.NiftiImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Valid files with bytes changed, cut out or put in end in a volume or in a {@link NiftiException}, and take little memory. */
class NiftiFuzzTest {

    private static final int SIDE = 8;
    private static final int VOXELS = SIDE * SIDE * SIDE;

    /** Small limits, which changed headers often exceed. */
    private static final NiftiLimits LIMITS = new NiftiLimits(1 << 16, 1 << 16, 256, 1 << 12, 1 << 12, 0.01, 100);

    /** Voxels within the limits, blocks to inflate and convert in, and room for a message. */
    private static final long MOST_BYTES = 4L * (1 << 16) + 8L * NiftiReader.BLOCK;

    private static final int FIELDS_END = 352;

    @Property(tries = 1500, seed = "20261127", shrinking = ShrinkingMode.OFF)
    void mutatedFilesEndInAVolumeOrAReason(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        byte[] plain = file(random);
        boolean gzip = random.nextBoolean();
        boolean inside = random.nextBoolean();
        byte[] file = gzip && inside
                ? NiftiFixture.gzip(mutate(plain, random))
                : mutate(gzip ? NiftiFixture.gzip(plain) : plain, random);
        long length = random.nextBoolean() ? file.length : Long.MAX_VALUE;
        assertThat(Allocated.by(() -> read(file, length))).isLessThan(MOST_BYTES);
    }

    /** Every field of the header is set to extreme values of its type, whose products overflow. */
    @Property(tries = 1500, seed = "20261128", shrinking = ShrinkingMode.OFF)
    void headersOfExtremeNumbersEndInAVolumeOrAReason(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        byte[] file = file(random);
        ByteBuffer fields =
                ByteBuffer.wrap(file).order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int change = random.nextInt(3); change >= 0; change--) {
            int at = 4 + 2 * random.nextInt((FIELDS_END - 12) / 2);
            switch (random.nextInt(4)) {
                case 0 -> fields.putShort(at, (short) edge(random));
                case 1 -> fields.putFloat(at, (float) number(random));
                case 2 -> fields.putDouble(at, number(random));
                default -> fields.putLong(at, edge(random));
            }
        }
        assertThat(Allocated.by(() -> read(file, file.length))).isLessThan(MOST_BYTES);
    }

    private static void read(byte[] file, long length) throws IOException {
        try {
            NiftiImage image = NiftiReader.read(new ByteArrayInputStream(file), length, LIMITS);
            assertThat(image.volume().voxels()).hasSize(image.header().voxels());
            assertThat(Affines.invertible(image.volume().affine())).isTrue();
        } catch (NiftiException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    /** A NIfTI-1 or NIfTI-2 file of either byte order and any type. */
    private static byte[] file(Random random) throws IOException {
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        NiftiType type = NiftiType.values()[random.nextInt(NiftiType.values().length)];
        if (random.nextBoolean()) {
            return NiftiFixture.plain(NiftiFixture.volume(SIDE, SIDE, SIDE, 3), NiftiType.INT16, order);
        }
        ByteBuffer second = NiftiFixture.second(order, type, VOXELS * type.bytes());
        for (int axis = 0; axis < 8; axis++) {
            second.putLong(16 + 8 * axis, axis == 0 ? 3 : axis < 4 ? SIDE : 1);
        }
        return second.array();
    }

    private static byte[] mutate(byte[] file, Random random) {
        byte[] mutated = file.clone();
        for (int change = random.nextInt(6); change >= 0; change--) {
            // half of them in the header, which is a small part of the file
            int at = random.nextInt(random.nextBoolean() ? Math.min(mutated.length, FIELDS_END) : mutated.length);
            switch (random.nextInt(6)) {
                case 0 -> mutated = Arrays.copyOf(mutated, Math.max(1, at));
                case 1 -> mutated[at] = (byte) 0xFF;
                case 2 -> mutated[at] = 0;
                case 3 -> mutated = removed(mutated, at, Math.min(mutated.length - at, 1 + random.nextInt(9)));
                case 4 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                default -> mutated[at] = (byte) random.nextInt();
            }
        }
        return mutated;
    }

    private static byte[] removed(byte[] file, int at, int count) {
        byte[] rest = Arrays.copyOf(file, Math.max(1, file.length - count));
        System.arraycopy(file, at + count, rest, at, Math.max(0, file.length - at - count));
        return rest;
    }

    private static long edge(Random random) {
        long[] edges = {
            -1, 0, 1, 2, 255, 256, Short.MAX_VALUE, Short.MIN_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
        };
        return edges[random.nextInt(edges.length)];
    }

    private static double number(Random random) {
        double[] numbers = {
            Double.NaN, Double.POSITIVE_INFINITY, -1, 0, -0.0, 1e-40, 1e-300, 1e38, 1e300, 1.5, Double.MIN_VALUE
        };
        return numbers[random.nextInt(numbers.length)];
    }
}
