package io.mmdino.dicom.codec;

import com.sun.media.imageioimpl.plugins.jpeg2000.J2KImageReader;
import com.sun.media.imageioimpl.plugins.jpeg2000.J2KImageReaderSpi;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/** JPEG 2000 by the decoder of ome-jai. {@link Jpeg2000Markers} checks the codestream before the decoder reads it. */
public final class Jpeg2000Codec implements FrameCodec {

    @Override
    public void unpack(byte[] packed, FrameFormat format, byte[] raw) throws FrameException {
        Jpeg2000Markers markers = Jpeg2000Markers.check(packed, format);
        J2KImageReader reader = new J2KImageReader(new J2KImageReaderSpi());
        try (PackedImageInput in = new PackedImageInput(packed)) {
            reader.setInput(in, true, true);
            store(reader.readRaster(0, null), markers, format, raw);
        } catch (FrameException fault) {
            throw fault;
        } catch (VirtualMachineError fault) {
            throw fault;
        } catch (IOException | RuntimeException | Error fault) {
            // the input is in memory, so no failure of the storage; the decoder throws plain Errors for corrupt packets
            throw new FrameException(
                    Jpeg2000Markers.corrupt("it cannot be decoded").getMessage(), fault);
        } finally {
            reader.dispose();
        }
    }

    private static void store(Raster raster, Jpeg2000Markers markers, FrameFormat format, byte[] raw)
            throws FrameException {
        if (raster.getWidth() != format.columns() || raster.getHeight() != format.rows()) {
            throw Jpeg2000Markers.corrupt("a frame of another size than rows and columns");
        }
        int[] row = new int[format.columns()];
        for (int y = 0; y < format.rows(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            if (markers.lossy()) {
                format.storeLossy(row, 0, y, markers.precision(), raw);
            } else {
                format.store(row, 0, y, raw);
            }
        }
    }

    /**
     * Input of the JPEG 2000 decoder. The decoder would take -1 at the end for eight more one bits and read on, so reading beyond
     * the end, or far more often than an intact frame needs, is an exception.
     */
    private static final class PackedImageInput extends ImageInputStreamImpl {

        /** Reads beyond the end that are allowed, because the bit reader looks ahead. */
        private static final int AHEAD = 8;

        /** Average number of reads of a byte that are allowed. Headers are read more than once, packets are not. */
        private static final int TIMES = 16;

        private static final int SPARE = 1 << 16;

        private final byte[] packed;
        private int beyond;
        private long reads;

        PackedImageInput(byte[] packed) {
            this.packed = packed;
        }

        @Override
        public int read() throws IOException {
            bitOffset = 0;
            count(1);
            if (streamPos >= packed.length) {
                return end();
            }
            return packed[(int) streamPos++] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            bitOffset = 0;
            count(length);
            if (streamPos >= packed.length && length > 0) {
                return end();
            }
            int available = (int) Math.min(length, packed.length - streamPos);
            System.arraycopy(packed, (int) streamPos, to, offset, available);
            streamPos += available;
            return available;
        }

        @Override
        public long length() {
            return packed.length;
        }

        private int end() throws EOFException {
            if (++beyond > AHEAD) {
                throw new EOFException("the frame ends early");
            }
            return -1;
        }

        private void count(int bytes) throws IOException {
            reads += bytes;
            if (reads > (long) TIMES * packed.length + SPARE) {
                throw new IOException("the frame is read without end");
            }
        }
    }
}
