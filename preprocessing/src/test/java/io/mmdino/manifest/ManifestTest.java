package io.mmdino.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.shard.Split;
import io.mmdino.shard.StudyFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {

    private static final StudyFacts FACTS = new StudyFacts("s2", "p", "A", Split.VALIDATION, OptionalInt.of(1));

    private final ManifestEntry accepted = new ManifestEntry(
            FACTS,
            "stamp",
            "hash",
            ManifestEntry.Status.ACCEPTED,
            "no tumour mask",
            "settings",
            "run-000001/shards/part-0.parquet",
            12,
            3456,
            1,
            2,
            List.of(
                    new ManifestEntry.Series("flair", "h1", 10, ManifestEntry.Status.ACCEPTED, ""),
                    new ManifestEntry.Series("t1", "h2", 20, ManifestEntry.Status.ACCEPTED, "")));
    private final ManifestEntry refused = new ManifestEntry(
            new StudyFacts("s1", "q", "", Split.TRAIN, OptionalInt.empty()),
            "stamp",
            "",
            ManifestEntry.Status.REFUSED,
            "t1: truncated",
            "settings",
            "",
            0,
            0,
            1,
            1,
            List.of(new ManifestEntry.Series("t1", "", 5, ManifestEntry.Status.REFUSED, "truncated")));

    @Test
    void whatIsWrittenIsReadBackSortedByStudy(@TempDir java.nio.file.Path folder) throws IOException {
        Configuration conf = new Configuration();
        Path file = new Path(folder.resolve("manifest.parquet").toString());
        Manifest.of(List.of(accepted, refused)).write(conf, file);
        assertThat(Manifest.read(conf, file).entries()).containsExactly(refused, accepted);
    }

    /** A change that is meant updates the golden value in the same commit: manifests of earlier versions must stay readable. */
    @Test
    void theFileHasTheBytesOfEarlierVersions(@TempDir java.nio.file.Path folder) throws Exception {
        java.nio.file.Path file = folder.resolve("manifest.parquet");
        Manifest.of(List.of(accepted, refused)).write(new Configuration(), new Path(file.toString()));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int footer = bytes.getInt(bytes.limit() - 8); // whose list of encodings has no order
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes.limit(bytes.limit() - 8 - footer));
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("7969c04842c062a329ccec0dafc507a96b9cd770ce758668d0562a86716b9a28");
    }

    @Test
    void aStudyIsKnownOnlyWithTheSameFactsSettingsAndAHash() {
        assertThat(accepted.knows(FACTS, "settings")).isTrue();
        assertThat(accepted.knows(FACTS, "others")).isFalse();
        assertThat(accepted.knows(new StudyFacts("s2", "p", "A", Split.VALIDATION, OptionalInt.empty()), "settings"))
                .isFalse();
        assertThat(refused.knows(refused.facts(), "settings")).isFalse();
    }
}
