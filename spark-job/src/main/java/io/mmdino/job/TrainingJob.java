package io.mmdino.job;

import io.mmdino.config.Settings;
import io.mmdino.evaluate.ClassifierJson;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.run.RunPlace;
import io.mmdino.shard.SliceSource;
import io.mmdino.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One training run from where it stands to its end: weights, then the classifier that scoring needs.
 *
 * @param labelled windows of at least all labelled studies
 */
public record TrainingJob(RunPlace output, Settings settings, SliceSource labelled, Kernels kernels, Lanes lanes) {

    /**
     * What became of it.
     *
     * @param wasDone whether there was nothing to do
     * @param weights the checkpoint that evaluation and scoring take, as the user finds it
     * @param classified whether there is a classifier; not where the labels do not suffice for one
     */
    public record Result(boolean wasDone, long iterations, String weights, boolean classified) {}

    /** What decides a run, of its settings. */
    public static Training training(Settings settings, String hash) {
        return new Training(
                settings.model(),
                settings.losses(),
                settings.crops(),
                settings.masks(),
                settings.optim(),
                settings.train(),
                settings.averaging(),
                hash);
    }

    public Result run(Trainer trainer) throws IOException {
        TeacherClassifier classifier = new TeacherClassifier(settings, labelled, kernels, lanes);
        long last = settings.optim().iterations();
        Path classifierFile = output.folder().classifierFile();
        boolean wasDone = output.iterations() >= last && (Files.exists(classifierFile) || !classifier.suffices());
        if (!wasDone) {
            try (TrainProgress progress = new TrainProgress()) {
                trainer.train(classifier, progress);
            }
        }
        output.requireModel(Optional.empty());
        try (TrainedModel model = TrainedModel.open(output.folder(), settings, Optional.empty())) {
            if (!wasDone && classifier.suffices()) {
                ClassifierJson.write(classifier.fit(model.teacher()), classifierFile);
                output.finish();
            }
            return new Result(wasDone, last, output.shown(model.source()), classifier.suffices());
        }
    }
}
