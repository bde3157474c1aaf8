package io.mmdino.dicom;

import io.mmdino.dicom.PackedFrames.FrameCodec;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** JPEG of 8 bits by the JDK. A warning of libjpeg, such as of an early end that it fills with grey, is an error. */
final class JpegCodec implements FrameCodec {

    private static final String JDK = "com.sun.imageio.";

    @Override
    public void unpack(byte[] packed, PixelFormat format, byte[] raw) throws DicomException {
        if (format.bitsAllocated() != 8) {
            throw new DicomException("JPEG of " + format.bitsStored() + " bits is not decoded here, only of 8: make the"
                    + " series explicit little endian first, by dcmdjpeg or gdcmconv --raw");
        }
        ImageReader reader = reader();
        boolean[] warned = new boolean[1];
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(packed))) {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, warning) -> warned[0] = true);
            if (reader.getWidth(0) != format.columns() || reader.getHeight(0) != format.rows()) {
                throw corrupt("a frame of another size than rows and columns");
            }
            Raster raster = reader.readRaster(0, null);
            if (raster.getNumBands() != 1 || warned[0]) {
                throw corrupt(warned[0] ? "the frame breaks off or has broken codes" : "colour in a grey image");
            }
            copy(raster, raw);
        } catch (DicomException fault) {
            throw fault;
        } catch (IOException | RuntimeException fault) { // the input is in memory, so no failure of the storage
            throw new DicomException(corrupt("it cannot be decoded").getMessage(), fault);
        } finally {
            reader.dispose();
        }
    }

    private static void copy(Raster raster, byte[] raw) {
        int[] samples = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) samples[i];
        }
    }

    /** The reader of the JDK, whatever readers other libraries have registered. */
    private static ImageReader reader() {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith(JDK)) {
                return reader;
            }
        }
        throw new IllegalStateException("this JVM has no JPEG reader: install a JDK with the module java.desktop");
    }

    private static DicomException corrupt(String what) {
        return new DicomException("the JPEG pixels are corrupt: " + what + "; export the file again");
    }
}
