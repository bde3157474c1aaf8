package io.mmdino.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FolderListingTest {

    @TempDir
    Path temp;

    private Path root;

    /** What a listing listed. */
    private record Listed(List<String> files, List<ArchiveListing.LeftOut> leftOut) {}

    @BeforeEach
    void rootFolder() throws IOException {
        root = Files.createDirectories(temp.resolve("archive"));
    }

    @Test
    void everyFileIsToldOnceWithItsLengthAndTime() throws IOException {
        touch("a/b/c.nii", 3);
        touch("d.nii", 0);
        List<ArchiveFile> files = new ArrayList<>();
        new FolderListing(new Configuration(), root.toString()).visit(visitor(files, new ArrayList<>()));
        assertThat(files)
                .extracting(ArchiveFile::path)
                .containsExactlyInAnyOrder("file:" + root + "/a/b/c.nii", "file:" + root + "/d.nii");
        ArchiveFile c =
                files.stream().filter(file -> file.bytes() == 3).findFirst().orElseThrow();
        assertThat(c.modified())
                .isEqualTo(Files.getLastModifiedTime(root.resolve("a/b/c.nii")).toMillis());
    }

    @Test
    void linksThatLeadInCirclesAreNotFollowed() throws IOException {
        touch("a/b/x.nii", 1);
        Files.createSymbolicLink(root.resolve("a/b/up"), root.resolve("a"));
        Files.createSymbolicLink(root.resolve("a/self"), root.resolve("a/self"));
        Files.createSymbolicLink(root.resolve("a/above"), temp);
        Files.createSymbolicLink(root.resolve("a/everything"), Path.of("/"));
        Files.createSymbolicLink(root.resolve("again"), root.resolve("a/b"));
        Listed listed = list();
        assertThat(listed.files).containsExactlyInAnyOrder("/a/b/x.nii", "/a/self");
        assertThat(listed.leftOut)
                .containsExactly(
                        ArchiveListing.LeftOut.LINKED_AGAIN,
                        ArchiveListing.LeftOut.LINKED_AGAIN,
                        ArchiveListing.LeftOut.LINKED_AGAIN,
                        ArchiveListing.LeftOut.LINKED_AGAIN);
    }

    @Test
    void aFolderElsewhereIsFollowedOnce() throws IOException {
        Path elsewhere = Files.createDirectories(temp.resolve("elsewhere/deep"));
        Files.createFile(elsewhere.resolve("y.nii"));
        Files.createSymbolicLink(elsewhere.resolve("back"), root);
        Files.createSymbolicLink(root.resolve("one"), elsewhere.getParent());
        Files.createSymbolicLink(root.resolve("two"), elsewhere);
        Listed listed = list();
        assertThat(listed.files).hasSize(1).allMatch(file -> file.endsWith("/y.nii"));
        assertThat(listed.leftOut).contains(ArchiveListing.LeftOut.LINKED_AGAIN);
    }

    @Test
    void aLinkToNothingIsToldSoThatItsStudyHasARow() throws IOException {
        Files.createSymbolicLink(root.resolve("sub-1_t1.nii.gz"), temp.resolve("gone.nii.gz"));
        assertThat(list().files).containsExactly("/sub-1_t1.nii.gz");
    }

    @Test
    void hiddenFoldersAndPipesAreLeftOut() throws Exception {
        touch(".git/annex/x.nii", 1);
        Process made =
                new ProcessBuilder("mkfifo", root.resolve("sub-1_t1.nii.gz").toString()).start();
        assumeTrue(made.waitFor() == 0);
        Listed listed = list();
        assertThat(listed.files).isEmpty();
        assertThat(listed.leftOut)
                .containsExactlyInAnyOrder(ArchiveListing.LeftOut.HIDDEN_FOLDER, ArchiveListing.LeftOut.NO_PLAIN_FILE);
    }

    @Test
    void oddNamesAreNoTrouble() throws IOException {
        touch("a: b/2020-01-01T10:00:00 50% #1?.nii", 1);
        touch("line\nbreak.nii", 1);
        assertThat(list().files).containsExactlyInAnyOrder("/a: b/2020-01-01T10:00:00 50% #1?.nii", "/line\nbreak.nii");
    }

    @Test
    void anUnreadableFolderIsANoteAndTheOthersAreListed() throws IOException {
        touch("closed/x.nii", 1);
        touch("open/y.nii", 1);
        Path closed = root.resolve("closed");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        try {
            assumeTrue(!Files.isReadable(closed), "who may read everything has no unreadable folders");
            Listed listed = list();
            assertThat(listed.files).containsExactly("/open/y.nii");
            assertThat(listed.leftOut).containsExactly(ArchiveListing.LeftOut.UNREADABLE_FOLDER);
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Taken for an unreadable folder it would lose the folder's other files. */
    @Test
    void aFaultOfWhoListensIsNoFaultOfAFolder() throws IOException {
        touch("a/b/x.nii", 1);
        ArchiveListing.Visitor full = new ArchiveListing.Visitor() {
            @Override
            public void file(ArchiveFile file) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void leftOut(ArchiveListing.LeftOut what) {}
        };
        assertThatThrownBy(() -> new FolderListing(new Configuration(), root.toString()).visit(full))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
    }

    @Test
    void hiddenFoldersOfObjectStoresAreLeftOutToo() throws IOException {
        touch("a/x.nii", 1);
        touch("a/.git/annex/x.nii", 1);
        touch("a/.git/annex/y.nii", 1);
        touch(".hidden.nii", 1);
        Configuration conf = new Configuration();
        conf.set("fs.s3.impl", FlatFileSystem.class.getName());
        List<ArchiveFile> files = new ArrayList<>();
        List<ArchiveListing.LeftOut> leftOut = new ArrayList<>();
        new FolderListing(conf, "s3://" + root).visit(visitor(files, leftOut));
        assertThat(files)
                .extracting(ArchiveFile::path)
                .containsExactlyInAnyOrder("s3:" + root + "/a/x.nii", "s3:" + root + "/.hidden.nii");
        assertThat(leftOut).containsExactly(ArchiveListing.LeftOut.HIDDEN_FOLDER);
    }

    /** The local disk under an object store's name. */
    public static final class FlatFileSystem extends RawLocalFileSystem {

        @Override
        public URI getUri() {
            return URI.create("s3:///");
        }

        @Override
        public String getScheme() {
            return "s3";
        }

        /** Without owner and permissions, which the superclass looks up by a path that has to start with {@code file:}. */
        @Override
        public FileStatus getFileStatus(org.apache.hadoop.fs.Path file) throws IOException {
            FileStatus own = super.getFileStatus(file);
            return new FileStatus(
                    own.getLen(), own.isDirectory(), 1, 1 << 20, own.getModificationTime(), own.getPath());
        }

        @Override
        public FileStatus[] listStatus(org.apache.hadoop.fs.Path folder) throws IOException {
            List<FileStatus> plain = new ArrayList<>();
            for (FileStatus entry : super.listStatus(folder)) {
                plain.add(getFileStatus(entry.getPath()));
            }
            return plain.toArray(FileStatus[]::new);
        }
    }

    @Test
    void otherFileSystemsAreWalkedFolderByFolder() throws IOException {
        touch("a/x.nii", 1);
        touch("closed/y.nii", 1);
        touch("gone/z.nii", 1);
        touch(".hidden/z.nii", 1);
        Configuration conf = new Configuration();
        conf.set("fs.moody.impl", MoodyFileSystem.class.getName());
        List<ArchiveFile> files = new ArrayList<>();
        List<ArchiveListing.LeftOut> leftOut = new ArrayList<>();
        new FolderListing(conf, "moody://" + root).visit(visitor(files, leftOut));
        assertThat(files).extracting(ArchiveFile::path).containsExactly("moody:" + root + "/a/x.nii");
        assertThat(leftOut)
                .containsExactlyInAnyOrder(
                        ArchiveListing.LeftOut.UNREADABLE_FOLDER, ArchiveListing.LeftOut.HIDDEN_FOLDER);
    }

    private Listed list() throws IOException {
        List<ArchiveFile> files = new ArrayList<>();
        List<ArchiveListing.LeftOut> leftOut = new ArrayList<>();
        new FolderListing(new Configuration(), root.toString()).visit(visitor(files, leftOut));
        String prefix = "file:" + root;
        return new Listed(
                files.stream()
                        .map(file -> file.path().substring(prefix.length()))
                        .toList(),
                leftOut);
    }

    private static ArchiveListing.Visitor visitor(List<ArchiveFile> files, List<ArchiveListing.LeftOut> leftOut) {
        return new ArchiveListing.Visitor() {
            @Override
            public void file(ArchiveFile file) {
                files.add(file);
            }

            @Override
            public void leftOut(ArchiveListing.LeftOut what) {
                leftOut.add(what);
            }
        };
    }

    private void touch(String name, int bytes) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }
}
