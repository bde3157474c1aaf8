package io.mmdino.run;

import io.mmdino.average.AveragingSettings;
import io.mmdino.baseline.BaselineSettings;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsDocument;
import io.mmdino.evaluate.EvaluationSettings;
import io.mmdino.shard.StateHash;
import io.mmdino.study.ExternalSettings;
import io.mmdino.study.IngestSettings;
import io.mmdino.train.TrainSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What decides a run's weights: its settings, the studies it trains on and the weights it starts from. Two runs of one hash go
 * through the same steps, so one may go on where the other stopped.
 */
public final class RunHash {

    private RunHash() {}

    /** SHA-256, 64 hex digits. */
    public static String of(Settings settings, String shardsHash) throws IOException {
        MessageDigest digest = StateHash.sha256();
        digest.update(new SettingsDocument(deciding(settings)).hash().getBytes(StandardCharsets.UTF_8));
        digest.update(shardsHash.getBytes(StandardCharsets.UTF_8));
        digest.update(pretrained(settings.train().pretrained()).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Deciding settings that differ, as {@code key: old, now new}. */
    static Map<String, String> differences(Settings old, Settings now) {
        Map<String, String> before = new SettingsDocument(deciding(old)).flat();
        Map<String, String> after = new SettingsDocument(deciding(now)).flat();
        Map<String, String> differences = new LinkedHashMap<>();
        after.forEach((key, value) -> {
            String was = before.getOrDefault(key, "none");
            if (!was.equals(value)) {
                differences.put(key, "was " + was + ", now " + value);
            }
        });
        return differences;
    }

    /** The same settings with what decides nothing put to one value. */
    private static Settings deciding(Settings settings) {
        TrainSettings train = settings.train();
        IngestSettings windows = settings.ingest();
        IngestSettings free = IngestSettings.defaults();
        return new Settings(
                new IngestSettings(
                        windows.sequences(),
                        windows.spacingMm(),
                        windows.window(),
                        windows.minimumTumourVoxels(),
                        windows.slicesPerAxis(),
                        free.validationShare(),
                        free.testShare(),
                        windows.lowPercentile(),
                        windows.highPercentile(),
                        windows.images(),
                        new ExternalSettings(
                                windows.external().command(), free.external().timeoutSeconds()),
                        free.limits()),
                settings.model(),
                settings.crops(),
                settings.masks(),
                settings.losses(),
                settings.optim(),
                new TrainSettings(train.seed(), train.batchSize(), train.labelledShare(), 0, "auto", 1, 0, ""),
                averaging(settings.averaging()),
                evaluation(settings),
                BaselineSettings.defaults());
    }

    /** Ring and driver add in the same order, and how long a worker waits decides nothing. */
    private static AveragingSettings averaging(AveragingSettings own) {
        AveragingSettings free = AveragingSettings.single();
        boolean asynchronous = own.method() == AveragingSettings.Method.PARAMETER_SERVER;
        if (own.workers() == 1) {
            return free;
        }
        return new AveragingSettings(
                own.workers(),
                asynchronous ? own.method() : free.method(),
                own.mode(),
                own.period(),
                own.outerLearningRate(),
                own.outerMomentum(),
                asynchronous ? own.threshold() : free.threshold(),
                free.timeoutSeconds());
    }

    private static EvaluationSettings evaluation(Settings settings) {
        EvaluationSettings free = EvaluationSettings.defaults();
        return new EvaluationSettings(
                free.seed(),
                free.heldOutShare(),
                free.smallestHeldOut(),
                free.bootstrapDraws(),
                free.neighbours(),
                free.neighbourTemperature(),
                free.smallestSubset(),
                free.labelFractions(),
                free.labelFractionRepeats(),
                settings.model().backbone().patch(),
                settings.evaluation().classNames());
    }

    /** The file's content counts, not where it lies. */
    private static String pretrained(String file) throws IOException {
        if (file.isEmpty()) {
            return "";
        }
        try (InputStream bytes = Files.newInputStream(Path.of(file));
                DigestInputStream in = new DigestInputStream(bytes, StateHash.sha256())) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }
}
