package io.mmdino.dicom.codec;

import com.sun.media.imageio.plugins.jpeg2000.J2KImageWriteParam;
import com.sun.media.imageioimpl.plugins.jpeg2000.J2KImageWriter;
import com.sun.media.imageioimpl.plugins.jpeg2000.J2KImageWriterSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;

/** Compresses raw little-endian frames for tests of the decoders. */
public final class FrameCoders {

    /** Coded bits of a pixel of lossy JPEG 2000. */
    private static final double LOSSY_BITS = 2;

    private FrameCoders() {}

    public static byte[] rle(byte[] raw, int bits) {
        return RleEncoder.encode(raw, bits / 8);
    }

    public static byte[] losslessJpeg(byte[] raw, int columns, int bits) {
        return new JpegLosslessEncoder(1, 0, 0).encode(numbers(raw, bits / 8), columns, bits);
    }

    public static byte[] jpegLs(byte[] raw, int columns, int bits) {
        return JpegLsEncoder.lossless().encode(numbers(raw, bits / 8), columns, bits);
    }

    /** JPEG of 12 bits with quantisation by 1, of numbers in two bytes. */
    public static byte[] jpeg12(byte[] raw, int columns) {
        return JpegDctEncoder.fine(12).encode(numbers(raw, 2), columns);
    }

    static int[] numbers(byte[] raw, int bytes) {
        int[] numbers = new int[raw.length / bytes];
        for (int i = 0; i < raw.length; i++) {
            numbers[i / bytes] |= (raw[i] & 0xFF) << 8 * (i % bytes);
        }
        return numbers;
    }

    public static byte[] jpeg(byte[] raw, int rows, int columns) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(grey(raw, rows, columns, 8), "jpeg", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] jpeg2000(byte[] raw, int rows, int columns, int bits) {
        return jpeg2000(raw, rows, columns, bits, true);
    }

    static byte[] jpeg2000(byte[] raw, int rows, int columns, int bits, boolean lossless) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        J2KImageWriter writer = new J2KImageWriter(new J2KImageWriterSpi());
        try (ImageOutputStream image = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(image);
            J2KImageWriteParam param = (J2KImageWriteParam) writer.getDefaultWriteParam();
            param.setLossless(lossless);
            param.setFilter(lossless ? J2KImageWriteParam.FILTER_53 : J2KImageWriteParam.FILTER_97);
            if (!lossless) {
                param.setEncodingRate(LOSSY_BITS);
            }
            param.setWriteCodeStreamOnly(true);
            writer.write(null, new IIOImage(grey(raw, rows, columns, bits), null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static BufferedImage grey(byte[] raw, int rows, int columns, int bits) {
        int type = bits == 8 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY;
        BufferedImage image = new BufferedImage(columns, rows, type);
        image.getRaster().setSamples(0, 0, columns, rows, 0, numbers(raw, bits / 8));
        return image;
    }
}
