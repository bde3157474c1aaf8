package io.mmdino.dicom.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Encodes RLE: one PackBits segment for each byte of a number, the most significant first. */
final class RleEncoder {

    private static final int LONGEST = 128;

    private RleEncoder() {}

    static byte[] encode(byte[] raw, int bytes) {
        List<byte[]> segments = new ArrayList<>();
        for (int b = bytes - 1; b >= 0; b--) {
            byte[] plane = new byte[raw.length / bytes];
            for (int i = 0; i < plane.length; i++) {
                plane[i] = raw[i * bytes + b];
            }
            segments.add(packBits(plane));
        }
        ByteBuffer header =
                ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes);
        int offset = 64;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] segment : segments) {
            header.putInt(offset);
            offset += segment.length;
        }
        out.writeBytes(header.array());
        segments.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] packBits(byte[] plane) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < plane.length) {
            int run = 1;
            while (run < LONGEST && at + run < plane.length && plane[at + run] == plane[at]) {
                run++;
            }
            if (run > 1) {
                out.write(1 - run);
                out.write(plane[at]);
                at += run;
            } else {
                int end = at + 1;
                while (end < plane.length && end - at < LONGEST && plane[end] != plane[end - 1]) {
                    end++;
                }
                out.write(end - at - 1);
                out.write(plane, at, end - at);
                at = end;
            }
        }
        if (out.size() % 2 != 0) {
            out.write(0);
        }
        return out.toByteArray();
    }
}
