package io.mmdino.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.dicom.DicomCohort;
import io.mmdino.disk.Progress;
import io.mmdino.privacy.IdKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DICOM whatever its files are called, and images and containers that are not read. */
class DicomEndingsTest {

    private final SparkSession spark = LocalSpark.session();

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".img", ".IMG", ".txt", ".dat", ".raw", ".bin", ".bak", ".dc3", ".acr", ".dcm_", ".dicom", ".v2", "",
                ".000001", ".dcm.gz", ".img.gz", ".gz"
            })
    void aSeriesIsFoundUnderAnyEnding(String ending) throws IOException {
        series(ending);
        assertThat(ingest().accepted()).as(ending).isEqualTo(1);
    }

    private void series(String ending) throws IOException {
        boolean packed = ending.endsWith(".gz");
        new DicomCohort(Files.createDirectories(temp.resolve("archive")))
                .series(
                        "s",
                        packed ? ".tmp" : ending,
                        "Smith",
                        "1.2.10",
                        "1.2.10.1",
                        DicomCohort.Protocol.T1,
                        16,
                        Set.of());
        if (!packed) {
            return;
        }
        try (Stream<Path> files = Files.list(temp.resolve("archive/s"))) {
            for (Path file : files.toList()) {
                Path target = file.resolveSibling(file.getFileName().toString().replace(".tmp", ending));
                Files.write(target, gzip(Files.readAllBytes(file)));
                Files.delete(file);
            }
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void slicesWithASeriesOfTheirOwnAreJoined() throws IOException {
        DicomCohort cohort = new DicomCohort(Files.createDirectories(temp.resolve("archive")));
        for (int k = 0; k < 16; k++) {
            int own = k;
            Set<Integer> others = java.util.stream.IntStream.range(0, 16)
                    .filter(slice -> slice != own)
                    .boxed()
                    .collect(java.util.stream.Collectors.toSet());
            cohort.series("s", ".dcm", "Smith", "1.2.10", "1.2.10." + k, DicomCohort.Protocol.T1, 16, others);
        }
        assertThat(ingest().accepted()).isEqualTo(1);
    }

    @Test
    void whatLooksLikeImagesAndIsNotReadHasARowAndARunEndsWithRefusals() throws IOException {
        series(".dcm");
        Path archive = temp.resolve("archive");
        Files.createDirectories(archive.resolve("pair"));
        Files.write(archive.resolve("pair/a.img"), new byte[5000]);
        Files.write(archive.resolve("pair/a.hdr"), new byte[348]);
        Files.write(archive.resolve("old.mha"), new byte[300]);
        Files.write(archive.resolve("scans.rar"), new byte[300]);
        Files.write(archive.resolve("scans.7z"), new byte[300]);
        Files.write(archive.resolve("broken.dcm.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8});
        for (String name : List.of("notes.txt", "report.pdf", "table.csv", "data.json", "thumb.jpg")) {
            Files.write(archive.resolve(name), new byte[500]);
        }
        IngestSummary summary = ingest();
        assertThat(summary.accepted()).isEqualTo(1);
        assertThat(summary.refusals())
                .extracting(IngestSummary.Refusal::reason)
                .hasSize(5)
                .anyMatch(reason -> reason.startsWith("images as .img that are not DICOM"))
                .anyMatch(reason -> reason.startsWith("images as .mha"))
                .anyMatch(reason -> reason.startsWith("a container (.rar)"))
                .anyMatch(reason -> reason.startsWith("a container (.7z)"))
                .anyMatch(reason -> reason.contains("gzip"));
        assertThat(summary.files().balances()).isTrue();
    }

    private IngestSummary ingest() throws IOException {
        IngestRequest request = IngestRequest.of(
                temp.resolve("archive").toString(),
                temp.resolve("shards").toString(),
                IdKey.publicDefault(),
                SmallCohort.settings());
        return Ingestion.run(spark, request, Progress.silent());
    }
}
