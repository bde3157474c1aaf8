package io.mmdino.job;

import io.mmdino.config.Settings;
import io.mmdino.crop.EvaluationInput;
import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.ClassifierSearch;
import io.mmdino.evaluate.FeatureMaker;
import io.mmdino.evaluate.FeatureTable;
import io.mmdino.evaluate.Metric;
import io.mmdino.evaluate.VitEncoder;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import io.mmdino.ssl.Model;
import io.mmdino.train.Cohort;
import io.mmdino.train.Validator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Logistic regression on a teacher's features, by the protocol of evaluation: fitted on the labelled studies of the TRAIN split,
 * evaluated on those of the VALIDATION split.
 */
record TeacherClassifier(Settings settings, SliceSource windows, Kernels kernels, Lanes lanes) implements Validator {

    private static final int LEAST_CLASSES = 2;

    /** Whether at least two classes have labelled TRAIN studies. */
    static boolean suffices(Cohort cohort) {
        return cohort.studies().stream()
                        .flatMapToInt(study -> study.label().stream())
                        .distinct()
                        .count()
                >= LEAST_CLASSES;
    }

    /** Whether at least two classes have labelled TRAIN studies. */
    boolean suffices() {
        return windows.studies().stream()
                        .filter(labelledIn(Split.TRAIN))
                        .mapToInt(study -> study.label().orElseThrow())
                        .distinct()
                        .count()
                >= LEAST_CLASSES;
    }

    private boolean canValidate() {
        return suffices() && windows.studies().stream().anyMatch(labelledIn(Split.VALIDATION));
    }

    /** Fits a classifier on all labelled studies of the TRAIN split. */
    Classifier fit(ParameterVector teacher) {
        try (Features features = new Features(teacher)) {
            return fit(features);
        }
    }

    private Classifier fit(Features features) {
        return new ClassifierSearch(settings.evaluation(), lanes)
                .fit(features.of(Split.TRAIN), settings.evaluation().classNames());
    }

    @Override
    public OptionalDouble mcc(ParameterVector teacher) {
        if (!canValidate()) {
            return OptionalDouble.empty();
        }
        try (Features features = new Features(teacher)) {
            Classifier classifier = fit(features);
            return OptionalDouble.of(Metric.MCC.of(classifier.predict(features.of(Split.VALIDATION))));
        }
    }

    private static Predicate<StudyEntry> labelledIn(Split split) {
        return study -> study.split() == split && study.label().isPresent();
    }

    /** Features by encoders with the teacher's current weights. */
    private final class Features implements AutoCloseable {

        private final List<VitEncoder> encoders;

        Features(ParameterVector teacher) {
            Model layers = new Model(settings.model());
            int side = settings.evaluation().imageSide();
            encoders = Stream.generate(() -> new VitEncoder(layers.backbone(), kernels, teacher, side))
                    .limit(lanes.count())
                    .toList();
        }

        FeatureTable of(Split split) {
            EvaluationInput input = new EvaluationInput(settings.evaluation().imageSide(), windows.windowSide());
            return new FeatureMaker(settings.evaluation().windowsPerAxis(), input::of, encoders, lanes)
                    .features(windows, labelledIn(split), done -> {});
        }

        @Override
        public void close() {
            encoders.forEach(VitEncoder::close);
        }
    }
}
