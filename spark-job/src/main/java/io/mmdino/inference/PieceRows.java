package io.mmdino.inference;

import io.mmdino.disk.Json;
import io.mmdino.evaluate.FeatureTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of one piece: what is known of its studies, and their features. It travels as bytes, JSON text followed by float32.
 *
 * @param failure why this process cannot compute at all, in which case there is nothing else; empty when it can
 * @param computation kernels and precision, in words
 * @param studies in the order of the piece
 * @param tables for each view the features of the studies that have a row there, in the order of the piece
 */
record PieceRows(String failure, String computation, List<StudyResult> studies, List<Table> tables) {

    private static final int LARGEST_HEAD = 1 << 26;

    /**
     * A study of a piece.
     *
     * @param study hashed id
     * @param present for each sequence whether the study has it, [M]
     * @param reason why it has no features; empty when it has
     */
    record StudyResult(String study, List<Boolean> present, String reason) {}

    /**
     * The features of a view.
     *
     * <p>Letters: n = rows, D = width.
     *
     * @param studies hashed ids, [n]
     * @param values [n, D]
     */
    record Table(int width, List<String> studies, float[] values) {

        static Table of(FeatureTable features) {
            return new Table(features.width(), features.studies(), features.values());
        }

        Table and(Table next) {
            List<String> all = new ArrayList<>(studies);
            all.addAll(next.studies);
            float[] both = new float[values.length + next.values.length];
            System.arraycopy(values, 0, both, 0, values.length);
            System.arraycopy(next.values, 0, both, values.length, next.values.length);
            return new Table(Math.max(width, next.width), all, both);
        }
    }

    /** The JSON part. */
    private record Head(
            String failure,
            String computation,
            List<StudyResult> studies,
            List<Integer> widths,
            List<List<String>> rows) {}

    /** This process cannot compute, and others would not either. */
    static PieceRows refused(String failure) {
        return new PieceRows(failure, "", List.of(), List.of());
    }

    /** A piece of one study that has failed. */
    static PieceRows failed(String study, String reason, int views) {
        List<Table> empty = new ArrayList<>();
        for (int view = 0; view < views; view++) {
            empty.add(new Table(0, List.of(), new float[0]));
        }
        return new PieceRows("", "", List.of(new StudyResult(study, List.of(), reason)), empty);
    }

    /** These rows followed by others of the same views. */
    PieceRows and(PieceRows next) {
        List<StudyResult> all = new ArrayList<>(studies);
        all.addAll(next.studies);
        List<Table> joined = new ArrayList<>();
        for (int view = 0; view < tables.size(); view++) {
            joined.add(tables.get(view).and(next.tables.get(view)));
        }
        return new PieceRows(failure, computation, all, joined);
    }

    /** These rows with what has computed them. */
    PieceRows by(String kernels) {
        return new PieceRows(failure, kernels, studies, tables);
    }

    byte[] toBytes() {
        Head head = new Head(
                failure,
                computation,
                studies,
                tables.stream().map(Table::width).toList(),
                tables.stream().map(Table::studies).toList());
        byte[] text = Json.write(head).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(text.length);
            out.write(text);
            for (Table table : tables) {
                ByteBuffer values = ByteBuffer.allocate(table.values.length * Float.BYTES);
                values.asFloatBuffer().put(table.values);
                out.write(values.array());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always there to write to", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalStateException when these are not the bytes of {@link #toBytes} */
    static PieceRows of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int length = in.readInt();
            if (length < 0 || length > Math.min(LARGEST_HEAD, in.available())) {
                throw new IllegalStateException("a task sent a head of " + length + " bytes, wanted at most "
                        + Math.min(LARGEST_HEAD, in.available()));
            }
            Head head = Json.read(new String(in.readNBytes(length), StandardCharsets.UTF_8), Head.class);
            List<Table> tables = new ArrayList<>();
            for (int view = 0; view < head.widths.size(); view++) {
                List<String> rows = head.rows.get(view);
                tables.add(new Table(head.widths.get(view), rows, floats(in, rows.size(), head.widths.get(view))));
            }
            return new PieceRows(head.failure, head.computation, head.studies, tables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] floats(DataInputStream in, int rows, int width) throws IOException {
        long count = (long) rows * width;
        if (count * Float.BYTES > in.available()) {
            throw new IllegalStateException(
                    "a task sent " + in.available() + " bytes of features, wanted " + count + " float32");
        }
        float[] values = new float[(int) count];
        ByteBuffer.wrap(in.readNBytes(values.length * Float.BYTES))
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
