package io.mmdino.archive.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.disk.FolderLock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries written by common tools are read back from every kind of container. */
class ContainerTest {

    private static final String LONG = "long/" + "folder-of-a-long-name/".repeat(12) + "sub-3_t1.nii.gz";

    @TempDir
    Path folder;

    private static Map<String, byte[]> studies() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("sub-1/anat/sub-1_T1w.nii.gz", Packed.bytes(70_000, 1));
        files.put("./sub-2/", new byte[0]);
        files.put("./sub-2/sub-2_flair.nii.gz", Packed.bytes(1_024, 2));
        files.put("Müller/überblick.tsv", Packed.bytes(513, 3));
        files.put("empty.nii", new byte[0]);
        files.put(LONG, Packed.bytes(100, 4));
        return files;
    }

    private Path packed(String name) throws IOException {
        byte[] bytes =
                switch (ContainerKind.of(name).orElseThrow()) {
                    case ZIP -> Packed.zip(studies());
                    case TAR -> Packed.tar(studies());
                    case TAR_GZ -> Packed.gzip(Packed.tar(studies()));
                    case TAR_BZ2 -> Packed.bzip2(Packed.tar(studies()));
                    case TAR_XZ -> Packed.xz(Packed.tar(studies()));
                };
        return Packed.write(folder, name, bytes);
    }

    private void everythingIsIn(Path container) throws IOException {
        List<ContainerEntry> entries = Packed.list(container);
        assertThat(entries)
                .extracting(ContainerEntry::name)
                .containsExactly(
                        "sub-1/anat/sub-1_T1w.nii.gz",
                        "sub-2/sub-2_flair.nii.gz",
                        "Müller/überblick.tsv",
                        "empty.nii",
                        LONG);
        for (ContainerEntry entry : entries) {
            byte[] wanted = studies().getOrDefault(entry.name(), studies().get("./" + entry.name()));
            assertThat(entry.refusal()).isEmpty();
            assertThat(entry.bytes()).isEqualTo(wanted.length);
            assertThat(Packed.read(container, entry)).isEqualTo(wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.zip", "A.ZIP", "a.tar", "a.tar.gz", "a.tgz", "a.tar.bz2", "a.tbz2", "a.tar.xz", "A.TXZ"})
    void everyEntryIsListedAndOpenedByItself(String name) throws IOException {
        everythingIsIn(packed(name));
    }

    @Test
    void zip64IsRead() throws IOException {
        everythingIsIn(Packed.write(folder, "large.zip", Packed.zip64(studies())));
    }

    @Test
    void namesTooLongForATarHeaderAreReadAsGnuWritesThemToo() throws IOException {
        everythingIsIn(Packed.write(folder, "gnu.tar", Packed.tar(studies(), TarArchiveOutputStream.LONGFILE_GNU)));
    }

    @Test
    void aGzipOfSeveralMembersIsReadToItsEnd() throws IOException {
        byte[] tar = Packed.tar(studies());
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(Packed.gzip(Arrays.copyOf(tar, 5_000)));
        members.write(Packed.gzip(Arrays.copyOfRange(tar, 5_000, tar.length)));
        everythingIsIn(Packed.write(folder, "pigz.tar.gz", members.toByteArray()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.zip", "a.tar", "a.tar.gz", "a.tar.bz2", "a.tar.xz"})
    void onePassReadsWhatIsWantedAndNothingElse(String name) throws IOException {
        List<String> seen = new ArrayList<>();
        Containers.visit(
                Packed.files(),
                Packed.hadoop(packed(name)),
                ContainerLimits.DEFAULT,
                entry -> entry.name().startsWith("sub-"),
                (entry, content) -> {
                    seen.add(entry.name());
                    if (seen.size() > 1) { // the first is left unread
                        assertThat(content.readAllBytes()).isEqualTo(studies().get("./" + entry.name()));
                    }
                });
        assertThat(seen).containsExactly("sub-1/anat/sub-1_T1w.nii.gz", "sub-2/sub-2_flair.nii.gz");
    }

    @Test
    void whatIsUnpackedIsTheOwnersAloneHasNoNamesAndIsDeletedAfterwards() throws IOException {
        Path parent = Files.createDirectory(folder.resolve("scratch"));
        try (Unpacked scratch = Unpacked.unpack(
                Packed.files(), Packed.hadoop(packed("a.tgz")), ContainerLimits.DEFAULT, e -> true, parent)) {
            assertThat(scratch.size()).isEqualTo(5);
            assertThat(scratch.open(LONG)).hasBinaryContent(studies().get(LONG));
            assertThatThrownBy(() -> scratch.open("other")).isInstanceOf(ContainerException.class);
            Path unpacked = onlyChild(parent);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked)))
                    .isEqualTo("rwx------");
            assertThat(unpacked.toFile().list()).containsExactlyInAnyOrder("0", "1", "2", "3", "4", FolderLock.NAME);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked.resolve("0"))))
                    .isEqualTo("rw-------");
        }
        assertThat(parent).isEmptyDirectory();
    }

    private static Path onlyChild(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.findAny().orElseThrow();
        }
    }

    @Test
    void nothingStaysBehindWhenUnpackingFails() throws IOException {
        Path parent = Files.createDirectory(folder.resolve("scratch"));
        byte[] whole = Packed.gzip(Packed.tar(studies()));
        Path broken = Packed.write(folder, "b.tgz", Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> Unpacked.unpack(
                        Packed.files(), Packed.hadoop(broken), ContainerLimits.DEFAULT, e -> true, parent))
                .isInstanceOf(ContainerException.class);
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aTarTellsTheTimesOfItsEntries() throws IOException {
        assertThat(Packed.list(packed("a.tar")))
                .extracting(ContainerEntry::modified)
                .containsOnly(1_700_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({"44461, 0, 2067-01-13T00:00:00Z", "21, 33154, 1979-12-21T16:12:04Z", "0, 0, 1979-11-30T00:00:00Z"})
    void aZipsTimesAreReadAsUtcEvenImpossibleOnes(int date, int time, String instant) {
        assertThat(java.time.Instant.ofEpochMilli(ZipRecord.dosMillis(date, time)))
                .isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.zip", "a.tar", "a.tar.gz", "a.tar.bz2", "a.tar.xz"})
    void anEntryThatMovedSinceItWasListedIsNotTakenForAnother(String name) throws IOException {
        Path container = packed(name);
        ContainerEntry first = Packed.list(container).get(0);
        ContainerEntry other = new ContainerEntry("sub-9/anat/sub-9_T1w.nii.gz", first.bytes(), 0, first.offset(), "");
        assertThatThrownBy(() -> Packed.read(container, other))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("has changed, run again");
    }

    @Test
    void onlyContainersByNameAreContainers() {
        assertThat(ContainerKind.of("sub-1_T1w.nii.gz")).isEmpty();
        assertThat(ContainerKind.of("zip")).isEmpty();
        assertThatThrownBy(() -> Packed.list(folder.resolve("a.7z"))).isInstanceOf(IllegalArgumentException.class);
    }
}
