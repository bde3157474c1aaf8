package io.mmdino.archive.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.archive.ArchiveException;
import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.container.ContainerEntry;
import io.mmdino.archive.container.ContainerLimits;
import io.mmdino.archive.container.Containers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelSourcesTest {

    private static final LabelColumns COLUMNS =
            new LabelColumns("Patient", "subtype", List.of("Astrocytoma", "glioblastoma"));
    private static final String TABLE = "participant_id\tage\tsubtype\nsub-%s\tn/a\t%s\nsub-unknown\t61\tn/a\n";

    private final Configuration conf = new Configuration();

    @TempDir
    Path folder;

    private LabelSources sources;

    @BeforeEach
    void listen() {
        sources = new LabelSources("file:" + folder);
    }

    @Test
    void participantsInTheRootLabelByClassNameAndLeaveOutWhatIsNotAvailable() throws IOException {
        file("participants.tsv", TABLE.formatted("1", "Glioblastoma"));
        LabelSources.Found found = read();
        assertThat(found.labels().of(study("1"))).hasValue(1);
        assertThat(found.labels().of(study("unknown"))).isEmpty();
        assertThat(found.labels().names(study("unknown"))).isTrue();
        assertThat(found.tables()).isOne();
        assertThat(found.notes()).isEmpty();
    }

    @Test
    void datasetsBelowTheRootAndInContainersAreReadTogether() throws IOException {
        file("a/dataset_description.json", "{}");
        file("a/participants.tsv", TABLE.formatted("a1", "0"));
        file("no-dataset/participants.tsv", TABLE.formatted("x", "1"));
        file("a/derivatives/p/dataset_description.json", "{}");
        file("a/derivatives/p/participants.tsv", TABLE.formatted("y", "1"));
        zip("b.zip", Map.of("participants.tsv", TABLE.formatted("b1", "1"), "old/participants.tsv", "broken"));
        LabelSources.Found found = read();
        assertThat(found.tables()).isEqualTo(2);
        assertThat(found.labels().of(study("a1"))).hasValue(0);
        assertThat(found.labels().of(study("b1"))).hasValue(1);
        assertThat(found.labels().names(study("x"))).isFalse();
        assertThat(found.labels().names(study("y"))).isFalse();
    }

    @Test
    void phenoDataComesFirst() throws IOException {
        file("participants.tsv", TABLE.formatted("1", "1"));
        file("phenoData.csv", "Patient,subtype\n1,0\n");
        assertThat(read().labels().of(study("1"))).hasValue(0);
    }

    @Test
    void phenoDataFurtherDownIsNotTheArchives() throws IOException {
        file("old/phenoData.csv", "Patient,subtype\n1,0\n");
        assertThat(read().tables()).isZero();
    }

    @Test
    void participantsWithoutClassesLabelNobodyAndAreNoFault() throws IOException {
        file("participants.tsv", "participant_id\tage\nsub-1\t61\n");
        LabelSources.Found found = read();
        assertThat(found.labels().size()).isZero();
        assertThat(found.tables()).isZero();
        assertThat(found.notes()).singleElement().asString().contains("no column 'subtype'", "--label-column");
    }

    @Test
    void twoDatasetsThatDisagreeAboutAPatientAreAnErrorThatDoesNotNameThem() throws IOException {
        zip("a.zip", Map.of("participants.tsv", TABLE.formatted("Miller", "0")));
        zip("b.zip", Map.of("participants.tsv", TABLE.formatted("Miller", "1")));
        assertThatThrownBy(this::read)
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("give one patient two classes")
                .hasMessageNotContaining("Miller");
    }

    @Test
    void aNameThatIsNoClassIsAnErrorThatListsTheClasses() throws IOException {
        file("participants.tsv", TABLE.formatted("1", "meningioma"));
        assertThatThrownBy(this::read)
                .hasMessage("labels file participants.tsv, line 2, column subtype: no class; wanted an"
                        + " integer from 0 to 9999, one of Astrocytoma, glioblastoma or nothing");
    }

    private LabelSources.Found read() throws IOException {
        return sources.read(conf, COLUMNS, ContainerLimits.DEFAULT);
    }

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        sources.offer(new ArchiveFile("file:" + file, Files.size(file), 1));
    }

    private void zip(String name, Map<String, String> entries) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream bytes = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        List<ContainerEntry> listed = new ArrayList<>();
        Containers.list(
                FileSystem.getLocal(conf),
                new org.apache.hadoop.fs.Path(file.toUri()),
                ContainerLimits.DEFAULT,
                listed::add);
        listed.forEach(entry -> sources.offer(
                new ArchiveFile("file:" + file, entry.bytes(), entry.modified(), entry.name(), entry.offset())));
    }

    private static ArchiveStudy study(String id) {
        return new ArchiveStudy(id, id, Map.of(), List.of(), List.of(), "");
    }
}
