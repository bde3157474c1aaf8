package io.mmdino.run;

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

class ScratchTest {

    @TempDir
    Path parent;

    @Test
    void aRunInTheCachesFolderIsNoLeftover() throws IOException {
        Path run = old(Files.createDirectories(parent.resolve("run-1")));
        Scratch.in(parent).close();
        assertThat(run.resolve("best.safetensors")).hasContent("weights");
    }

    @Test
    void whatAKilledCommandLeftIsDeletedAndWhatALivingOneUsesIsNot() throws IOException {
        try (Scratch living = Scratch.in(parent)) {
            old(living.folder());
            Path left = old(Files.createDirectories(
                    living.folder().resolveSibling(living.folder().getFileName() + "0")));
            Scratch.in(parent).close();
            assertThat(left).doesNotExist();
            assertThat(living.folder().resolve("best.safetensors")).hasContent("weights");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void copiesWithoutAFolderOfTheirOwnAreForThisUserAlone() throws IOException {
        assertThat(Scratch.copies().getFileName().toString()).endsWith(System.getProperty("user.name"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Scratch.copies())))
                .isEqualTo("rwx------");
    }

    /** A folder with a lock file that nobody has touched for an hour. */
    private static Path old(Path folder) throws IOException {
        Files.writeString(folder.resolve("best.safetensors"), "weights");
        if (!Files.exists(folder.resolve(RunLock.NAME))) {
            Files.createFile(folder.resolve(RunLock.NAME));
        }
        return Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }
}
