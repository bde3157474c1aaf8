package io.mmdino.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.dicom.SeriesAssembly.Stack;
import io.mmdino.dicom.rules.SequenceRules;
import io.mmdino.volume.Allocated;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Valid files with bytes changed, cut out or put in end in a volume or in a {@link DicomException}, never otherwise. */
class DicomFuzzTest {

    private static final List<TransferSyntax> SYNTAXES = Arrays.stream(TransferSyntax.values())
            .filter(TransferSyntax::decodable)
            .toList();

    /** Small limits, which changed headers often exceed. */
    private static final DicomLimits LIMITS = new DicomLimits(1 << 20, 1 << 18, 512, 5000, 6, 64, 16, 1 << 16);

    /** Largest allocation: several headers and frames of the limits' lengths, and the tables of the decoders. */
    private static final long MOST_BYTES = 64 << 20;

    private final SequenceRules rules = SequenceRules.packed();
    private final double[] affine = ((Stack) SeriesAssembly.of(SyntheticSeries.headers(
                    SyntheticSeries.files(SyntheticSeries.slices(), TransferSyntax.EXPLICIT_LITTLE))))
            .affine();

    @Property(tries = 1500, seed = "20261125", shrinking = ShrinkingMode.OFF)
    void mutatedSlicesEndInAVolumeOrAReason(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        TransferSyntax syntax = SYNTAXES.get(random.nextInt(SYNTAXES.size()));
        DicomFixture slice = SyntheticSeries.slice(0);
        switch (syntax) {
            case JPEG_BASELINE -> slice.bits(8, 8, false);
            case JPEG_EXTENDED -> slice.bits(16, 12, false).pixels(index -> index * 37 % 4096);
            default -> slice.bits(16, 16, false);
        }
        byte[] file = slice.file(syntax);
        byte[] mutated = mutate(file, random);
        Stack stack = new Stack(20, 24, new int[1], new int[1], affine, List.of());
        assertThat(Allocated.by(() -> read(mutated, stack))).isLessThan(MOST_BYTES);
    }

    private static void read(byte[] mutated, Stack stack) throws IOException {
        try {
            assertThat(DicomSeriesReader.read(List.of(() -> new ByteArrayInputStream(mutated)), stack, LIMITS)
                            .voxels())
                    .hasSize(480);
        } catch (DicomException refused) {
            assertThat(refused.getMessage()).isNotBlank().doesNotContain("PAT-1", "AX T2");
        }
    }

    @Property(tries = 250, seed = "20261126", shrinking = ShrinkingMode.OFF)
    void mutatedEnhancedFilesEndInAnAssemblyOrAReason(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        TransferSyntax syntax = SYNTAXES.get(random.nextInt(4));
        byte[] mutated = mutate(EnhancedFixture.file(syntax, random.nextBoolean()), random);
        try {
            DicomHeader header = DicomReader.header(new ByteArrayInputStream(mutated), LIMITS);
            SeriesAssembly assembly = SeriesAssembly.of(List.of(header));
            assertThat(rules.verdict(header).reason()).isNotBlank();
            if (assembly instanceof Stack stack) {
                DicomSeriesReader.read(List.of(() -> new ByteArrayInputStream(mutated)), stack, LIMITS);
            }
        } catch (DicomException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static byte[] mutate(byte[] file, Random random) {
        byte[] mutated = file.clone();
        for (int change = random.nextInt(6); change >= 0; change--) {
            int at = random.nextInt(mutated.length);
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
}
