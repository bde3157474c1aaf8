package io.mmdino.archive.container;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The 64-bit lengths of a zip's entry (APPNOTE 4.5.3): each is there only when its 32-bit field is all ones. */
final class ZipExtra {

    private static final int LARGE = 1;
    private static final long SATURATED = 0xffff_ffffL;

    private ZipExtra() {}

    /** @return the three fields in the order given, each replaced by its 64-bit value where it was all ones */
    static long[] large(ByteBuffer extra, long... fields) throws ContainerException {
        long[] result = fields.clone();
        ByteBuffer block = block(extra);
        for (int i = 0; i < result.length; i++) {
            if (result[i] == SATURATED && block.remaining() >= Long.BYTES) {
                result[i] = block.getLong();
            }
            if (result[i] < 0) {
                throw new ContainerException("the zip's directory holds a negative length: copy it again");
            }
        }
        return result;
    }

    /** The block of 64-bit lengths, empty when there is none. Broken blocks of other kinds are not ours to judge. */
    private static ByteBuffer block(ByteBuffer extra) {
        int at = 0;
        while (at + 4 <= extra.limit()) {
            int id = extra.getShort(at) & 0xffff;
            int length = extra.getShort(at + 2) & 0xffff;
            if (length > extra.limit() - at - 4) {
                break;
            }
            if (id == LARGE) {
                return extra.slice(at + 4, length).order(ByteOrder.LITTLE_ENDIAN);
            }
            at += 4 + length;
        }
        return ByteBuffer.allocate(0);
    }
}
