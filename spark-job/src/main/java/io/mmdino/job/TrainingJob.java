package io.mmdino.job;

import io.mmdino.config.Settings;
import io.mmdino.disk.ShutdownHook;
import io.mmdino.evaluate.ClassifierJson;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.run.RunPlace;
import io.mmdino.shard.SliceSource;
import io.mmdino.train.Cohort;
import io.mmdino.train.Training;
import io.mmdino.train.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A training run from its current state to the end: trains the weights, then fits the classifier that scoring needs.
 *
 * @param output the run
 * @param labelled windows of at least all labelled studies
 */
public record TrainingJob(RunPlace output, Settings settings, SliceSource labelled, Kernels kernels, Lanes lanes) {

    /**
     * Result of a job.
     *
     * @param wasDone whether the run was finished before
     * @param weights name of the checkpoint that evaluation and scoring use, as shown to the user
     * @param classified whether there is a classifier; false when the labels do not suffice for one
     */
    public record Result(boolean wasDone, long iterations, String weights, boolean classified) {}

    /** Trains a run from its current state to the last iteration, in this process or with {@link Workers}. */
    @FunctionalInterface
    public interface Trainer {

        /**
         * Trains to the last iteration.
         *
         * @param validator of the teacher, where training happens in this process
         * @param progress is called with the progress
         */
        void train(Validator validator, TrainProgress progress) throws IOException;
    }

    /**
     * The settings that decide the result of a run.
     *
     * @param hash of the run
     */
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

    /** Whether a run has its last checkpoint, and the classifier if the cohort's labels suffice for one. */
    public static boolean isFinished(RunPlace run, Settings settings, Cohort cohort) throws IOException {
        return run.iterations() >= settings.optim().iterations()
                && (Files.exists(run.folder().classifierFile()) || !TeacherClassifier.suffices(cohort));
    }

    /** Trains and classifies; does nothing when both are done already. */
    public Result run(Trainer trainer) throws IOException {
        TeacherClassifier classifier = new TeacherClassifier(settings, labelled, kernels, lanes);
        long last = settings.optim().iterations();
        Path classifierFile = output.folder().classifierFile();
        boolean wasDone = output.iterations() >= last && (Files.exists(classifierFile) || !classifier.suffices());
        if (!wasDone) {
            ShutdownHook atEnd = StoppedTraining.hook(CommandSpark.hadoop(), output.request());
            try (TrainProgress progress = new TrainProgress()) {
                trainer.train(classifier, progress);
            } finally {
                atEnd.close();
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
