package io.mmdino.dicom.codec;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEG by the discrete cosine transform. Numbers of 8 bits in bytes are decoded by the JDK; a warning of its libjpeg, such as of an
 * early end that it fills with grey, is an error. Numbers in 16 bits, mostly 12 of them, are decoded by {@link JpegDctScan}.
 */
public final class JpegCodec implements FrameCodec {

    private static final String JDK = "com.sun.imageio.";

    @Override
    public void unpack(byte[] packed, FrameFormat format, byte[] raw) throws FrameException {
        if (format.bitsAllocated() == 8) {
            unpackBytes(packed, format, raw);
        } else {
            JpegDctScan.parse(packed, format).read(raw);
        }
    }

    private static void unpackBytes(byte[] packed, FrameFormat format, byte[] raw) throws FrameException {
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
            copy(raster, format, raw);
        } catch (FrameException fault) {
            throw fault;
        } catch (IOException | RuntimeException fault) { // the input is in memory, so no failure of the storage
            throw new FrameException(corrupt("it cannot be decoded").getMessage(), fault);
        } finally {
            reader.dispose();
        }
    }

    private static void copy(Raster raster, FrameFormat format, byte[] raw) {
        int[] row = new int[format.columns()];
        for (int y = 0; y < format.rows(); y++) {
            raster.getSamples(0, y, row.length, 1, 0, row);
            format.storeLossy(row, 0, y, Byte.SIZE, raw);
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

    private static FrameException corrupt(String what) {
        return new FrameException("the JPEG pixels are corrupt: " + what + "; export the file again");
    }
}
