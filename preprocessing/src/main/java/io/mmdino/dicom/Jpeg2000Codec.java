package io.mmdino.dicom;

import com.sun.media.imageioimpl.plugins.jpeg2000.J2KImageReader;
import com.sun.media.imageioimpl.plugins.jpeg2000.J2KImageReaderSpi;
import java.awt.image.Raster;
import java.io.IOException;

/** JPEG 2000 by the decoder of ome-jai; what its codestream asks for is checked before it sees it. */
final class Jpeg2000Codec implements FrameCodec {

    @Override
    public void unpack(byte[] packed, PixelFormat format, byte[] raw) throws DicomException {
        Jpeg2000Markers.check(packed, format);
        J2KImageReader reader = new J2KImageReader(new J2KImageReaderSpi());
        try (PackedImageInput in = new PackedImageInput(packed)) {
            reader.setInput(in, true, true);
            store(reader.readRaster(0, null), format, raw);
        } catch (DicomException fault) {
            throw fault;
        } catch (VirtualMachineError fault) {
            throw fault;
        } catch (IOException | RuntimeException | Error fault) {
            // in memory, so never the storage's; and this decoder throws plain Errors at corrupt packets
            throw new DicomException(
                    Jpeg2000Markers.corrupt("it cannot be decoded").getMessage(), fault);
        } finally {
            reader.dispose();
        }
    }

    private static void store(Raster raster, PixelFormat format, byte[] raw) throws DicomException {
        if (raster.getWidth() != format.columns() || raster.getHeight() != format.rows()) {
            throw Jpeg2000Markers.corrupt("a frame of another size than rows and columns");
        }
        int bytes = format.bitsAllocated() / 8;
        int[] row = new int[format.columns()];
        int at = 0;
        for (int y = 0; y < format.rows(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            for (int value : row) {
                for (int b = 0; b < bytes; b++) {
                    raw[at++] = (byte) (value >> 8 * b);
                }
            }
        }
    }
}
