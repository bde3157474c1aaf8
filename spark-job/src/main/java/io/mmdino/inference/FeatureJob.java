package io.mmdino.inference;

import io.mmdino.cluster.WorkerException;
import io.mmdino.config.Settings;
import io.mmdino.evaluate.FeatureMaker;
import io.mmdino.evaluate.FeatureTable;
import io.mmdino.evaluate.VitEncoder;
import io.mmdino.inference.PieceOrder.View;
import io.mmdino.inference.PieceRows.StudyResult;
import io.mmdino.inference.PieceRows.Table;
import io.mmdino.job.ShardOrder;
import io.mmdino.shard.StudyEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.spark.SparkContext;

/**
 * Tables of features of some lists of studies, computed in one stage, so that executors read the windows of a study once for all kinds
 * of features.
 *
 * @param name what the features are for, as Spark's pages show it
 */
record FeatureJob(SparkContext spark, String name, Settings settings, ModelWeights weights) {

    /**
     * Studies of one shard folder with the kinds of features that are wanted of them.
     *
     * @param chosen ascending by hashed id
     */
    record RowSet(ShardOrder folder, List<StudyEntry> chosen, List<View> views) {}

    /**
     * The features.
     *
     * @param tables for each list of studies and each of its views, in their order
     * @param computation kernels and precision of the executors, in words
     */
    record Result(List<List<FeatureTable>> tables, String computation) {}

    /** Number of studies that are encoded together by a model with these settings. */
    static int together(Settings settings) {
        int batch = VitEncoder.batch(
                settings.model().backbone(), settings.evaluation().imageSide());
        return FeatureMaker.together(batch, settings.evaluation().windowsPerAxis());
    }

    /**
     * Computes all features.
     *
     * @param done receives the number of studies done
     * @throws WorkerException when a study fails, because scores without it would be others; or as {@link InferenceStage#run}
     */
    Result run(List<RowSet> sets, LongConsumer done) {
        InferenceStage stage = new InferenceStage(spark, name);
        int together = together(settings);
        List<PieceOrder> pieces = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        for (int set = 0; set < sets.size(); set++) {
            List<String> ids =
                    sets.get(set).chosen().stream().map(StudyEntry::study).toList();
            pieces.addAll(PieceOrder.cut(set, ids, sets.get(set).views(), together, stage.slots()));
            ends.add(pieces.size());
        }
        Collected collected = new Collected(done);
        StageOrder order = new StageOrder(
                weights.settings(), sets.stream().map(RowSet::folder).toList(), together);
        String computation = stage.run(order, weights.values(), pieces, collected::add);
        List<List<FeatureTable>> tables = new ArrayList<>();
        for (int set = 0; set < sets.size(); set++) {
            tables.add(tables(sets.get(set), collected.between(set == 0 ? 0 : ends.get(set - 1), ends.get(set))));
        }
        return new Result(tables, computation);
    }

    private static List<FeatureTable> tables(RowSet set, List<PieceRows> pieces) {
        Map<String, StudyEntry> entries = new HashMap<>();
        set.chosen().forEach(study -> entries.put(study.study(), study));
        List<FeatureTable> tables = new ArrayList<>();
        for (int view = 0; view < set.views().size(); view++) {
            int own = view;
            tables.add(
                    table(pieces.stream().map(piece -> piece.tables().get(own)).toList(), entries));
        }
        return tables;
    }

    private static FeatureTable table(List<Table> parts, Map<String, StudyEntry> entries) {
        int width = parts.stream().mapToInt(Table::width).max().orElse(1);
        long count = parts.stream().mapToLong(part -> part.values().length).sum();
        float[] values = new float[Math.toIntExact(count)];
        List<StudyEntry> rows = new ArrayList<>();
        int at = 0;
        for (Table part : parts) {
            System.arraycopy(part.values(), 0, values, at, part.values().length);
            at += part.values().length;
            part.studies().forEach(study -> rows.add(entries.get(study)));
        }
        return new FeatureTable(
                values,
                Math.max(1, width),
                rows.stream().mapToInt(study -> study.label().orElse(-1)).toArray(),
                rows.stream().map(StudyEntry::study).toList(),
                rows.stream().map(StudyEntry::subject).toList());
    }

    /** The rows of all pieces. */
    private static final class Collected {

        private final Map<Integer, PieceRows> byPiece = new HashMap<>();
        private final LongConsumer done;
        private long studies;

        Collected(LongConsumer done) {
            this.done = done;
        }

        void add(int piece, PieceRows rows) {
            byPiece.put(piece, rows);
            studies += rows.studies().size();
            done.accept(studies);
        }

        List<PieceRows> between(int first, int end) {
            List<PieceRows> rows = byPiece.keySet().stream()
                    .filter(piece -> piece >= first && piece < end)
                    .sorted(Comparator.naturalOrder())
                    .map(byPiece::get)
                    .toList();
            for (PieceRows piece : rows) {
                piece.studies().forEach(Collected::requireFeatures);
            }
            return rows;
        }

        private static void requireFeatures(StudyResult study) {
            if (!study.reason().isEmpty()) {
                throw new WorkerException("the study " + study.study() + " has no features: " + study.reason());
            }
        }
    }
}
