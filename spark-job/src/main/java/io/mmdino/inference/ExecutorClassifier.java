package io.mmdino.inference;

import io.mmdino.config.Settings;
import io.mmdino.evaluate.Classifier;
import io.mmdino.evaluate.ClassifierSearch;
import io.mmdino.evaluate.Cohorts;
import io.mmdino.evaluate.FeatureTable;
import io.mmdino.inference.FeatureJob.RowSet;
import io.mmdino.inference.PieceOrder.View;
import io.mmdino.job.ShardOrder;
import io.mmdino.job.TrainedModel;
import io.mmdino.job.TrainingJob;
import io.mmdino.kernel.Lanes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkContext;

/**
 * Fits the classifier of a finished run on features that executors compute. The fit itself is the driver's.
 *
 * @param studies those of the shards that were trained on
 * @param lanes of the driver
 * @param cache folder on each executor's disk; empty for one in its temporary folder
 */
public record ExecutorClassifier(SparkContext spark, ListedStudies studies, Lanes lanes, Optional<Path> cache)
        implements TrainingJob.Fitting {

    @Override
    public Classifier fit(TrainedModel model) throws IOException {
        Settings settings = model.settings();
        RowSet train = new RowSet(
                ShardOrder.of(studies.shards(), cache),
                studies.studies().stream().filter(Cohorts.trainRows()).toList(),
                List.of(new View(ModelWeights.TEACHER, View.ALL)));
        FeatureTable features = new FeatureJob(spark, "train: classifier", settings, ModelWeights.teacherOf(model))
                .run(List.of(train), done -> {})
                .tables()
                .get(0)
                .get(0);
        return new ClassifierSearch(settings.evaluation(), lanes)
                .fit(features, settings.evaluation().classNames());
    }
}
