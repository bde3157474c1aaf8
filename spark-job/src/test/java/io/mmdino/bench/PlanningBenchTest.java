package io.mmdino.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.archive.FolderListing;
import io.mmdino.ingest.IngestRequest;
import io.mmdino.privacy.IdKey;
import io.mmdino.study.IngestSettings;
import io.mmdino.survey.StudyStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planning of generated archives of empty files. */
class PlanningBenchTest {

    private static final long ENTRIES = 200_000;

    @TempDir
    Path temp;

    /** The heap is too small to hold all entries, of a few hundred bytes each, at once. */
    @Test
    void twoHundredThousandEntriesArePlannedInSmallHeap() throws Exception {
        Path out = temp.resolve("out.txt");
        Process child = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + temp,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        temp.resolve("manifest.parquet").toUri().toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(child.waitFor(5, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(child.exitValue()).as(output).isZero();
        assertThat(output).contains("listed 200000 studies 40000 unchanged 40000");
        assertThat(temp.toFile().list()).as("no spill stays").containsExactly("out.txt");
    }

    /** Main class of the process that the test starts. */
    static final class Child {

        private Child() {}

        public static void main(String[] words) throws IOException {
            PlanningBench.Result result = new PlanningBench(new Configuration(), request("generated"))
                    .run(new GeneratedListing(ENTRIES), new org.apache.hadoop.fs.Path(words[0]));
            System.out.println(
                    "listed " + result.listed() + " studies " + result.studies() + " unchanged " + result.unchanged());
        }
    }

    @Test
    void twentyThousandEmptyFilesOnDiskArePlanned() throws IOException {
        Path archive = temp.resolve("archive");
        for (int study = 0; study < 4_000; study++) {
            Path folder = Files.createDirectories(archive.resolve("sub-" + study + "/anat"));
            for (String image : List.of("t1", "t1c", "t2", "flair", "seg")) {
                Files.createFile(folder.resolve("sub-" + study + "_" + image + ".nii.gz"));
            }
        }
        Configuration conf = new Configuration();
        PlanningBench.Result result = new PlanningBench(conf, request(archive.toString()))
                .run(
                        new FolderListing(conf, archive.toString()),
                        new org.apache.hadoop.fs.Path(
                                temp.resolve("manifest.parquet").toUri()));
        assertThat(result.listed()).isEqualTo(20_000);
        assertThat(result.studies()).isEqualTo(4_000);
        assertThat(result.unchanged()).isEqualTo(4_000);
    }

    @Test
    void moreFilesThanAStudyHasAreNotHeldAndRefuseIt() throws IOException {
        PlanningBench.Result result = new PlanningBench(new Configuration(), request("generated"))
                .run(
                        visitor -> {
                            for (int i = 0; i <= StudyStream.MOST_FILES; i++) {
                                visitor.file(
                                        new io.mmdino.archive.ArchiveFile("file:/a/" + i + "/sub-1_t1.nii.gz", 0, 0));
                            }
                        },
                        new org.apache.hadoop.fs.Path(
                                temp.resolve("manifest.parquet").toUri()));
        assertThat(result.listed()).isEqualTo(StudyStream.MOST_FILES + 1L);
        assertThat(result.studies()).isEqualTo(1);
    }

    private static IngestRequest request(String input) {
        return IngestRequest.of(input, "none", IdKey.publicDefault(), IngestSettings.defaults());
    }
}
