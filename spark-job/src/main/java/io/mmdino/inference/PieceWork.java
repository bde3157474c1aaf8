package io.mmdino.inference;

import io.mmdino.evaluate.EvaluationSettings;
import io.mmdino.evaluate.FeatureMaker;
import io.mmdino.evaluate.SequenceSubset;
import io.mmdino.evaluate.SequenceSubset.SequenceChoice;
import io.mmdino.evaluate.SequenceSubsets;
import io.mmdino.inference.PieceOrder.View;
import io.mmdino.inference.PieceRows.StudyResult;
import io.mmdino.inference.PieceRows.Table;
import io.mmdino.kernel.DeviceException;
import io.mmdino.kernel.Lanes;
import io.mmdino.privacy.SafeMessage;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes the features of one piece. A study that fails gets a reason in place of features: the piece is halved until the study
 * is alone, and the others are computed as if it were not there. What a repetition elsewhere may avoid, a fault of disks or networks, is
 * thrown while there is another attempt, and then taken for the study's.
 *
 * @param together number of studies that are encoded together, which halving does not part
 * @param last whether nobody tries again
 */
record PieceWork(EvaluationSettings settings, ExecutorModel model, Lanes lanes, int together, boolean last) {

    /** Gives access to the windows of some studies. */
    @FunctionalInterface
    interface Windows {

        /**
         * @param studies hashed ids
         * @throws IOException when the windows of one of them are damaged, or cannot be read or copied here
         */
        SliceSource of(List<String> studies) throws IOException;
    }

    /** The rows of all studies of a piece, in its order. */
    PieceRows run(List<String> studies, List<View> views, Windows windows) throws IOException {
        try {
            return computed(studies, views, windows);
        } catch (IOException | RuntimeException e) {
            if (DeviceException.lossIn(e).isPresent()) {
                throw e; // no fault of a study: this process can compute nothing more
            }
            boolean mayPass = e instanceof IOException || e instanceof UncheckedIOException;
            if (mayPass && !last || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            if (studies.size() == 1) {
                return PieceRows.failed(studies.get(0), new SafeMessage(List.of()).of(e), views.size());
            }
            int middle = middle(studies.size());
            return run(studies.subList(0, middle), views, windows)
                    .and(run(studies.subList(middle, studies.size()), views, windows));
        }
    }

    private int middle(int studies) {
        return studies > together ? Math.max(1, studies / 2 / together) * together : studies / 2;
    }

    private PieceRows computed(List<String> studies, List<View> views, Windows windows) throws IOException {
        try (SliceSource source = windows.of(studies)) {
            List<Table> tables = new ArrayList<>();
            for (View view : views) {
                tables.add(table(source, view));
            }
            return new PieceRows(
                    "",
                    model.computation(),
                    source.studies().stream().map(PieceWork::known).toList(),
                    tables);
        }
    }

    private static StudyResult known(StudyEntry study) {
        List<Boolean> present = new ArrayList<>();
        for (boolean has : study.present()) {
            present.add(has);
        }
        return new StudyResult(study.study(), present, "");
    }

    private Table table(SliceSource source, View view) {
        try (ExecutorModel.Encoders encoders = model.encoders(view.weights(), lanes.count(), source)) {
            FeatureMaker maker =
                    new FeatureMaker(settings.windowsPerAxis(), encoders.input(), encoders.forEachLane(), lanes);
            return Table.of(maker.features(source, study -> true, choice(source, view), done -> {}));
        }
    }

    private SequenceChoice choice(SliceSource source, View view) {
        if (view.subset() == View.ALL) {
            return SequenceChoice.ALL;
        }
        List<SequenceSubset> all =
                SequenceSubsets.table(source.sequences(), settings.smallestSubset(), settings.seed());
        return all.get(view.subset()).choice();
    }
}
