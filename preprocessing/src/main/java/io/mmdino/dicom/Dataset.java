package io.mmdino.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kept attributes of a data set or of one item. Their types are those of DICOM's dictionary. */
final class Dataset {

    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]*\\.?[0-9]*(?:[eE][-+]?[0-9]{1,3})?");
    private static final Pattern TIME = Pattern.compile("([0-2][0-9]):?([0-5][0-9])?:?([0-5][0-9])?");
    /** Longest decimal string. DICOM allows 16 bytes; some writers write all digits of a double. */
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

    /** Whether the attribute is present and not empty. */
    boolean has(int tag) {
        return values.getOrDefault(tag, new byte[0]).length > 0;
    }

    /** Text without padding, as UTF-8 or ISO 8859-1; empty where the attribute is missing. */
    String text(int tag, boolean unicode) {
        Charset charset = unicode ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        return new String(values.getOrDefault(tag, new byte[0]), charset)
                .replace('\0', ' ')
                .strip();
    }

    /** Free text, decoded by its character set. */
    String text(int tag, DicomText texts) {
        return has(tag) ? texts.of(values.get(tag)) : "";
    }

    String text(int tag) {
        return text(tag, false);
    }

    /** Values of a multi-valued text, which backslashes separate. */
    List<String> texts(int tag) {
        String all = text(tag);
        List<String> parts = new ArrayList<>();
        for (String part : all.split("\\\\", -1)) {
            parts.add(part.strip());
        }
        return all.isEmpty() ? List.of() : List.copyOf(parts);
    }

    /**
     * Decimal strings that must be valid where the attribute is present.
     *
     * @return [count], or empty where the attribute is missing
     * @throws DicomException when there are not {@code count} values, or one is not a finite number
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

    /** The first decimal string; NaN where it is missing or not a number. */
    double decimal(int tag) {
        List<String> parts = texts(tag);
        return parts.isEmpty() ? Double.NaN : decimal(parts.get(0));
    }

    /** Time of the day in seconds; NaN where it is missing, or midnight exactly, which stands for an unknown time. */
    double secondsOfDay(int tag) {
        Matcher time = TIME.matcher(text(tag));
        if (!time.lookingAt()) {
            return Double.NaN;
        }
        int minutes = time.group(2) == null ? 0 : Integer.parseInt(time.group(2));
        int seconds = time.group(3) == null ? 0 : Integer.parseInt(time.group(3));
        int all = (Integer.parseInt(time.group(1)) * 60 + minutes) * 60 + seconds;
        return all == 0 ? Double.NaN : all;
    }

    /** The first binary double; NaN where it is missing. */
    double float64(int tag) {
        ByteBuffer bytes = buffer(tag);
        return bytes.remaining() < 8 ? Double.NaN : finite(bytes.getDouble());
    }

    /** The first unsigned 32-bit number; NaN where it is missing. */
    double unsigned32(int tag) {
        ByteBuffer bytes = buffer(tag);
        return bytes.remaining() < 4 ? Double.NaN : Integer.toUnsignedLong(bytes.getInt());
    }

    /** The first unsigned 16-bit number; {@code absent} where it is missing. */
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
        } catch (NumberFormatException e) { // signs and points without digits
            return Double.NaN;
        }
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
