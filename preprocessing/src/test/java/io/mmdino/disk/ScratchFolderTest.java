package io.mmdino.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {

    @TempDir
    Path temp;

    @Test
    void onlyItsOwnerEntersAndClosingDeletesAllInIt() throws IOException {
        Path parent = temp.resolve("made/on/the/way");
        try (ScratchFolder folder = ScratchFolder.in(parent, ScratchFolder.Purpose.SPILL)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                    .isEqualTo("rwx------");
            Files.createDirectories(folder.path().resolve("a/b"));
            Files.writeString(folder.path().resolve("a/b/c"), "voxels");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatLinksLeadToStays() throws IOException {
        Path kept = Files.createDirectory(temp.resolve("kept"));
        Files.writeString(kept.resolve("file"), "another's");
        try (ScratchFolder folder = ScratchFolder.in(temp.resolve("scratch"), ScratchFolder.Purpose.SPILL)) {
            Files.createSymbolicLink(folder.path().resolve("folder"), kept);
            Files.createSymbolicLink(folder.path().resolve("file"), kept.resolve("file"));
            Files.createSymbolicLink(folder.path().resolve("nowhere"), temp.resolve("nowhere"));
        }
        assertThat(kept.resolve("file")).hasContent("another's");
        assertThat(temp.resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void closingTwiceOrWithNothingLeftIsFine() throws IOException {
        ScratchFolder folder = ScratchFolder.in(temp, ScratchFolder.Purpose.SPILL);
        ScratchFolder.delete(folder.path());
        folder.close();
        folder.close();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void aRunInTheCachesFolderIsNoLeftover() throws IOException {
        Path run = old(Files.createDirectories(temp.resolve("run-1")));
        ScratchFolder.locked(temp).close();
        assertThat(run.resolve("best.safetensors")).hasContent("weights");
    }

    @Test
    void copiesWithoutAFolderOfTheirOwnAreForThisUserAlone() throws IOException {
        assertThat(ScratchFolder.userCache().getFileName().toString())
                .startsWith("mm-dinov2-cache-" + System.getProperty("user.name"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ScratchFolder.userCache())))
                .isEqualTo("rwx------");
    }

    /** A folder with a lock file that nobody has touched for an hour. */
    private static Path old(Path folder) throws IOException {
        Files.writeString(folder.resolve("best.safetensors"), "weights");
        if (!Files.exists(folder.resolve(FolderLock.NAME))) {
            Files.createFile(folder.resolve(FolderLock.NAME));
        }
        return Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }
}
