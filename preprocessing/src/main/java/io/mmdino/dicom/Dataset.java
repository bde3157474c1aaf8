package io.mmdino.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The kept attributes of a data set or of one item, read by what DICOM's dictionary says they are. */
final class Dataset {

    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]*\\.?[0-9]*(?:[eE][-+]?[0-9]{1,3})?");
    /** Decimal strings have 16 bytes; some writers give all digits of a double. */
    private static final int LONGEST_DECIMAL = 40;

    private final Map<Integer, byte[]> values = new HashMap<>();
    private final Map<Integer, List<Dataset>> sequences = new HashMap<>();
    private final ByteOrder order;

    Dataset(boolean bigEndian) {
        order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    void put(int tag, byte[] value) {
        values.put(tag, value);
    }

    Dataset addItem(int tag) {
        Dataset item = new Dataset(order == ByteOrder.BIG_ENDIAN);
        sequences.computeIfAbsent(tag, key -> new ArrayList<>()).add(item);
        return item;
    }

    List<Dataset> items(int tag) {
        return sequences.getOrDefault(tag, List.of());
    }

    /** Whether the attribute is there and not empty. */
    boolean has(int tag) {
        return values.getOrDefault(tag, new byte[0]).length > 0;
    }

    /** Without padding, empty where there is none; one byte a letter unless {@code unicode}. */
    String text(int tag, boolean unicode) {
        Charset charset = unicode ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        return new String(values.getOrDefault(tag, new byte[0]), charset)
                .replace('\0', ' ')
                .strip();
    }

    String text(int tag) {
        return text(tag, false);
    }

    /** Values between backslashes. */
    List<String> texts(int tag) {
        String all = text(tag);
        List<String> parts = new ArrayList<>();
        for (String part : all.split("\\\\", -1)) {
            parts.add(part.strip());
        }
        return all.isEmpty() ? List.of() : List.copyOf(parts);
    }

    /**
     * Decimal strings that something depends on.
     *
     * @return empty where there is none
     * @throws DicomException when there are not {@code count}, or one is not a finite number
     */
    double[] decimals(int tag, int count) throws DicomException {
        List<String> parts = texts(tag);
        if (parts.isEmpty()) {
            return new double[0];
        }
        if (parts.size() != count) {
            throw new DicomException(
                    Tags.show(tag) + " holds " + parts.size() + " values, wanted " + count + ": export the file again");
        }
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = decimal(parts.get(i));
            if (Double.isNaN(numbers[i])) {
                throw new DicomException(Tags.show(tag) + " holds no finite number: export the file again");
            }
        }
        return numbers;
    }

    /** The first decimal string; NaN where there is none or it is no number. */
    double decimal(int tag) {
        List<String> parts = texts(tag);
        return parts.isEmpty() ? Double.NaN : decimal(parts.get(0));
    }

    /** The first binary double; NaN where there is none. */
    double float64(int tag) {
        ByteBuffer bytes = buffer(tag);
        return bytes.remaining() < 8 ? Double.NaN : finite(bytes.getDouble());
    }

    /** The first unsigned 32-bit number; NaN where there is none. */
    double unsigned32(int tag) {
        ByteBuffer bytes = buffer(tag);
        return bytes.remaining() < 4 ? Double.NaN : Integer.toUnsignedLong(bytes.getInt());
    }

    /** The first unsigned 16-bit number, or {@code absent}. */
    int unsigned16(int tag, int absent) {
        ByteBuffer bytes = buffer(tag);
        return bytes.remaining() < 2 ? absent : Short.toUnsignedInt(bytes.getShort());
    }

    private ByteBuffer buffer(int tag) {
        return ByteBuffer.wrap(values.getOrDefault(tag, new byte[0])).order(order);
    }

    private static double decimal(String text) {
        if (text.length() > LONGEST_DECIMAL || !DECIMAL.matcher(text).matches()) {
            return Double.NaN;
        }
        try {
            return finite(Double.parseDouble(text));
        } catch (NumberFormatException e) { // signs and points without a digit
            return Double.NaN;
        }
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
