package io.mmdino.dicom;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Reads elements up to the pixels. Values and sequences that are not kept are skipped by their length; those of undefined length
 * are parsed to their delimiter.
 */
final class DatasetParser {

    /** Representations of sequences; one of unknown representation holds items too, DICOM PS3.5 section 6.2.2. */
    private static final Set<String> SEQUENCES = Set.of("SQ", "UN");

    private final DicomStream in;
    private final DicomLimits limits;
    private int elements;

    DatasetParser(DicomStream in, DicomLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /** Reads group 0002, which is always explicit little endian. */
    Dataset meta() throws IOException {
        Dataset meta = new Dataset(false);
        byte[] next = in.peek(2);
        while (next.length == 2 && next[0] == Tags.META_GROUP && next[1] == 0) {
            ElementHead head = head(false, Long.MAX_VALUE);
            read(head, meta, false, 0, Long.MAX_VALUE);
            next = in.peek(2);
        }
        return meta;
    }

    /** Reads the data set. Returns the head of the pixels; empty where the file ends without pixels. */
    Optional<ElementHead> topLevel(Dataset into, boolean implicit) throws IOException {
        while (!in.atEnd()) {
            ElementHead head = head(implicit, Long.MAX_VALUE);
            if (head.tag() == Tags.PIXELS || head.tag() == Tags.FLOAT_PIXELS || head.tag() == Tags.DOUBLE_PIXELS) {
                return Optional.of(head);
            }
            read(head, into, implicit, 0, Long.MAX_VALUE);
        }
        return Optional.empty();
    }

    private void read(ElementHead head, Dataset into, boolean implicit, int depth, long end) throws IOException {
        boolean entered = Tags.entered(head.tag()) && (head.vr().isEmpty() || SEQUENCES.contains(head.vr()));
        if (head.undefined()) {
            // an unknown value of undefined length is a sequence in implicit little endian, DICOM PS3.5 section 6.2.2
            boolean within = implicit || head.vr().equals("UN");
            sequence(entered ? into : null, head.tag(), within, depth + 1, end, true);
        } else if (entered) {
            boolean within = implicit || head.vr().equals("UN");
            sequence(into, head.tag(), within, depth + 1, in.position() + head.length(), false);
        } else if (Tags.kept(head.tag())) {
            into.put(head.tag(), value(head));
        } else {
            in.skipFully(head.length(), Tags.show(head.tag()));
        }
    }

    private byte[] value(ElementHead head) throws IOException {
        if (head.length() > limits.maxElementBytes()) {
            throw new DicomException(Tags.show(head.tag()) + " has " + head.length() + " bytes, wanted at most "
                    + limits.maxElementBytes() + ": the file is corrupt, export it again");
        }
        return in.bytes((int) head.length(), Tags.show(head.tag()));
    }

    /** @param into receives the items; null where they are not kept */
    private void sequence(Dataset into, int tag, boolean implicit, int depth, long end, boolean delimited)
            throws IOException {
        if (depth > limits.maxDepth()) {
            throw new DicomException("sequences are nested deeper than " + limits.maxDepth() + ", the limit");
        }
        while (delimited || in.position() < end) {
            // some writers give sequences a length that is too short for their last item, which counts
            ElementHead head = head(true, delimited ? end : Long.MAX_VALUE);
            if (head.tag() == Tags.SEQUENCE_END) {
                return;
            }
            if (head.tag() != Tags.ITEM) {
                throw new DicomException("sequence " + Tags.show(tag) + " has " + Tags.show(head.tag())
                        + " where an item was wanted: the file is corrupt, export it again");
            }
            item(into == null ? null : into.addItem(tag), head, implicit, depth, end);
        }
    }

    private void item(Dataset into, ElementHead item, boolean named, int depth, long end) throws IOException {
        if (into == null && !item.undefined()) {
            in.skipFully(item.length(), "an item");
            return;
        }
        Dataset target = into == null ? new Dataset(in.bigEndian()) : into;
        boolean implicit = ElementHead.implicit(in.peek(ElementHead.HEAD_BYTES), named, in.bigEndian());
        long last = item.undefined() ? end : in.position() + item.length();
        while (item.undefined() || in.position() < last) {
            ElementHead head = head(implicit, last);
            if (head.tag() == Tags.ITEM_END && item.undefined()) {
                return;
            }
            if (into == null && !head.undefined()) {
                in.skipFully(head.length(), Tags.show(head.tag()));
            } else if (into == null) {
                sequence(null, head.tag(), implicit || head.vr().equals("UN"), depth + 1, last, true);
            } else {
                read(head, target, implicit, depth, last);
            }
        }
    }

    private ElementHead head(boolean implicit, long end) throws IOException {
        ElementHead head = ElementHead.read(in, implicit);
        if (++elements > limits.maxElements() || in.position() > limits.maxHeaderBytes()) {
            throw new DicomException("more than " + limits.maxElements() + " elements or " + limits.maxHeaderBytes()
                    + " bytes before the pixels, the limits for one file");
        }
        if (!head.undefined() && head.tag() != Tags.PIXELS) {
            long last = in.position() + head.length();
            if (last > Math.min(end, limits.maxFileBytes())) {
                throw new DicomException("element " + Tags.show(head.tag()) + " claims " + head.length()
                        + " bytes, more than its surroundings have: the file is corrupt, export it again");
            }
        }
        return head;
    }
}
