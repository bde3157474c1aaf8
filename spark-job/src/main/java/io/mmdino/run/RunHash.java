package io.mmdino.run;

import io.mmdino.average.AveragingSettings;
import io.mmdino.baseline.BaselineSettings;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsDocument;
import io.mmdino.disk.Sha256;
import io.mmdino.evaluate.EvaluationSettings;
import io.mmdino.settings.DecidesNothing;
import io.mmdino.settings.SettingsTree;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Hash of what decides a run's weights: its settings, the studies it trains on and the weights it starts from. Two runs of one
 * hash go through the same steps, so one may continue where the other stopped.
 *
 * <p>Settings marked {@link DecidesNothing} are hashed with their default values.
 */
public final class RunHash {

    private RunHash() {}

    /** SHA-256, 64 hex digits. */
    public static String of(Settings settings, String shardsHash) throws IOException {
        MessageDigest digest = Sha256.digest();
        digest.update(deciding(settings).hash().getBytes(StandardCharsets.UTF_8));
        digest.update(shardsHash.getBytes(StandardCharsets.UTF_8));
        digest.update(pretrained(settings.train().pretrained()).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Deciding settings that differ, as {@code key: old, now new}. */
    static Map<String, String> differences(Settings old, Settings now) {
        Map<String, String> before = deciding(old).flat();
        Map<String, String> after = deciding(now).flat();
        Map<String, String> differences = new LinkedHashMap<>();
        Set<String> keys = new LinkedHashSet<>(after.keySet());
        keys.addAll(before.keySet());
        for (String key : keys) {
            String was = before.getOrDefault(key, "none");
            String is = after.getOrDefault(key, "none");
            if (!was.equals(is)) {
                differences.put(key, "was " + was + ", now " + is);
            }
        }
        return differences;
    }

    private static SettingsDocument deciding(Settings settings) {
        int patch = settings.model().backbone().patch(); // image-side is one of its multiples, which 224 need not be
        List<Record> defaults = List.of(
                IngestSettings.defaults(),
                ExternalSettings.none(),
                TrainSettings.plain(),
                AveragingSettings.single(),
                EvaluationSettings.defaults(patch),
                BaselineSettings.defaults());
        Settings used = settings.withAveraging(settings.averaging().used());
        return new SettingsDocument(SettingsTree.withDefaults(used, defaults));
    }

    /** SHA-256 of the file's content, so that a copy elsewhere starts the same run; empty for no file. */
    private static String pretrained(String file) throws IOException {
        if (file.isEmpty()) {
            return "";
        }
        try (InputStream bytes = Files.newInputStream(Path.of(file));
                DigestInputStream in = new DigestInputStream(bytes, Sha256.digest())) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }
}
