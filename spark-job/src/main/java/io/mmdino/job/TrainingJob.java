package io.mmdino.job;

import io.mmdino.config.Settings;
import io.mmdino.disk.ShutdownHook;
import io.mmdino.evaluate.Classifier;
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

    /** Fits the classifier of a finished model on the labelled studies of the TRAIN split. */
    @FunctionalInterface
    public interface Fitting {
        Classifier fit(TrainedModel model) throws IOException;
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

    /**
     * Whether a run has its last checkpoint and, if the cohort's labels suffice for one, a classifier of that teacher and these
     * settings.
     */
    public static boolean isFinished(RunPlace run, Settings settings, Cohort cohort) throws IOException {
        if (run.iterations() < settings.optim().iterations()) {
            return false;
        }
        if (!TeacherClassifier.suffices(cohort)) {
            return true;
        }
        if (!Files.exists(run.folder().classifierFile())) {
            return false;
        }
        run.requireModel(Optional.empty());
        try (TrainedModel model = TrainedModel.onDriver(run.folder(), settings, Optional.empty())) {
            return model.isClassified(run.folder());
        }
    }

    /**
     * Trains, and classifies with the lanes of this process, as far as that is not done already. A classifier that is damaged, of an
     * earlier version, or fitted on another teacher or with other settings is fitted again.
     */
    public Result run(Trainer trainer) throws IOException {
        return run(trainer, model -> classifier().fit(model.teacher()));
    }

    private TeacherClassifier classifier() {
        return new TeacherClassifier(settings, labelled, kernels, lanes);
    }

    /** Trains and classifies; does nothing when both are done already. */
    public Result run(Trainer trainer, Fitting fitting) throws IOException {
        TeacherClassifier classifier = classifier();
        long last = settings.optim().iterations();
        boolean trained = output.iterations() >= last;
        if (!trained) {
            ShutdownHook atEnd = StoppedTraining.hook(CommandSpark.hadoop(), output.request());
            try (TrainProgress progress = new TrainProgress()) {
                trainer.train(classifier, progress);
            } finally {
                atEnd.close();
            }
        }
        output.requireModel(Optional.empty());
        try (TrainedModel model = TrainedModel.open(output.folder(), settings, Optional.empty(), kernels)) {
            boolean fits = classifier.suffices() && !model.isClassified(output.folder());
            if (fits) {
                ClassifierJson.write(
                        new ClassifierJson.Fitted(fitting.fit(model), model.teacherHash(), model.settingsHash()),
                        output.folder().classifierFile());
                output.finish();
            }
            return new Result(trained && !fits, last, output.shown(model.source()), classifier.suffices());
        }
    }
}
