package io.mmdino.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that arrive broken are refused with a reason, and storage that fails is not taken for a broken file. */
class NiftiDamageTest {

    private static final Volume VOLUME = NiftiFixture.volume(30, 31, 32, 5);

    private static byte[] gzipped() throws IOException {
        return NiftiFixture.written(VOLUME, new NiftiWriter(NiftiType.INT16, ByteOrder.LITTLE_ENDIAN, true));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0005, 0.002, 0.01, 0.3, 0.5, 0.9, 0.999, 0.9999})
    void aTruncatedGzipIsRefusedWhereverItBreaksOff(double share) throws IOException {
        byte[] whole = gzipped();
        byte[] part = Arrays.copyOf(whole, (int) (share * whole.length));

        assertThatThrownBy(() -> NiftiFixture.read(part))
                .isInstanceOf(NiftiException.class)
                .hasMessageContaining("copy or export");
    }

    @Test
    void aGzipWithoutItsLastByteIsRefusedThoughAllVoxelsAreThere() throws IOException {
        byte[] whole = gzipped();

        assertThatThrownBy(() -> NiftiFixture.read(Arrays.copyOf(whole, whole.length - 1)))
                .isInstanceOf(NiftiException.class)
                .hasMessageContaining("truncated");
    }

    @Test
    void aFlippedBitIsCaughtByTheChecksum() throws IOException {
        byte[] stored = stored(NiftiFixture.plain(VOLUME, NiftiType.INT16, ByteOrder.LITTLE_ENDIAN));
        stored[stored.length / 2] ^= 4;

        assertThatThrownBy(() -> NiftiFixture.read(stored))
                .isInstanceOf(NiftiException.class)
                .hasMessageContaining("corrupt");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 347, 350, 352, 353, 30_000})
    void aTruncatedPlainFileIsRefused(int length) throws IOException {
        byte[] part = Arrays.copyOf(NiftiFixture.plain(VOLUME, NiftiType.INT16, ByteOrder.BIG_ENDIAN), length);

        assertThatThrownBy(() -> NiftiFixture.read(part))
                .isInstanceOf(NiftiException.class)
                .hasMessageContaining("the file ends after " + length + " bytes");
    }

    @Test
    void bytesThatAreNoNiftiAreRefused() {
        assertThatThrownBy(() -> NiftiFixture.read("<!DOCTYPE html><html>404</html>".getBytes()))
                .isInstanceOf(NiftiException.class)
                .hasMessageStartingWith("not a NIfTI file");
    }

    @Test
    void gzipIsToldByItsBytesAndMayHaveSeveralMembersOnAStreamThatKnowsNothingAhead() throws IOException {
        byte[] plain = NiftiFixture.plain(VOLUME, NiftiType.INT16, ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.write(NiftiFixture.gzip(Arrays.copyOf(plain, 5_000)));
        two.write(NiftiFixture.gzip(Arrays.copyOfRange(plain, 5_000, plain.length)));
        InputStream blind = new FilterInputStream(new ByteArrayInputStream(two.toByteArray())) {
            @Override
            public int available() {
                return 0;
            }

            @Override
            public int read(byte[] block, int from, int length) throws IOException {
                return super.read(block, from, Math.min(length, 7));
            }
        };

        assertThat(NiftiReader.read(blind, NiftiLimits.DEFAULT).volume().voxels())
                .isEqualTo(VOLUME.voxels());
    }

    @Test
    void storageThatFailsIsNotCalledABrokenFile() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };

        assertThatThrownBy(() -> NiftiReader.read(failing, NiftiLimits.DEFAULT))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("connection reset");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHeaderThatAsksForMoreThanTheFileHoldsTakesNoMemory(boolean packed) throws Exception {
        byte[] header = Arrays.copyOf(NiftiFixture.plain(VOLUME, NiftiType.INT16, ByteOrder.LITTLE_ENDIAN), 352);
        for (int axis = 0; axis < 3; axis++) { // 256 MiB as float32, within the limits
            ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putShort(42 + 2 * axis, (short) 400);
        }
        byte[] file = packed ? NiftiFixture.gzip(header) : header;

        assertThat(Allocated.by(() -> assertThatThrownBy(() ->
                                NiftiReader.read(new ByteArrayInputStream(file), file.length, NiftiLimits.DEFAULT))
                        .isInstanceOf(NiftiException.class)
                        .hasMessageStartingWith("the header asks for 128000352 bytes, and the file has at most")))
                .isLessThan(10 << 20);
    }

    @Test
    void moreBytesAfterTheVoxelsThanTheLimitAreNotReadOn() throws IOException {
        byte[] file = NiftiFixture.plain(VOLUME, NiftiType.INT16, ByteOrder.LITTLE_ENDIAN);
        NiftiLimits limits = new NiftiLimits(1 << 20, 1 << 20, 64, 1 << 10, 100, 0.1, 10);
        byte[] bomb = NiftiFixture.gzip(Arrays.copyOf(file, file.length + (1 << 20)));

        assertThat(NiftiReader.read(new ByteArrayInputStream(Arrays.copyOf(file, file.length + 100)), limits))
                .isNotNull();
        assertThatThrownBy(() -> NiftiReader.read(new ByteArrayInputStream(bomb), limits))
                .isInstanceOf(NiftiException.class)
                .hasMessage("more than 100 bytes follow the voxels: the header's dimensions do not fit the file");
    }

    /** One gzip member without compression, so that a flipped bit changes a voxel and nothing else. */
    private static byte[] stored(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.NO_COMPRESSION);
            }
        }) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
