package io.mmdino.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    Path temp;

    @Test
    void aFileIsReplacedWholeAndNothingIsLeftBeside() throws IOException {
        write("old and long", AtomicFile.Access.SHARED);
        write("new", AtomicFile.Access.SHARED);
        assertThat(temp.resolve("deep/file")).hasContent("new");
        try (Stream<Path> files = Files.list(temp.resolve("deep"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void anOwnersFileIsReadableByTheOwnerAlone() throws IOException {
        write("secret", AtomicFile.Access.OWNER_ONLY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("deep/file"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aLocalFileIsReplacedWholeAndItsFolderIsMade() throws IOException {
        Path file = temp.resolve("deep/file");
        AtomicFile.write(file, "old and long".getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
        assertThat(file).hasContent("new");
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void whatFailsWhileItIsWrittenLeavesTheOldFileAndNothingBeside() throws IOException {
        Path file = temp.resolve("deep/file");
        AtomicFile.write(file, "old".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("the source ends early");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the source ends early");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> out.write(new byte[1 << 20]), AtomicFileTest::full))
                .hasMessageContaining("No space left on device");
        assertThat(file).hasContent("old");
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws IOException {
        Path folder = Files.writeString(temp.resolve("file"), "where a folder is wanted");
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("evaluation.json"), new byte[1]))
                .hasMessage("cannot write evaluation.json");
    }

    /** Writing to {@code /dev/full} fails as a full disk does. */
    private static FileChannel full(Path file) throws IOException {
        Files.createFile(file);
        return FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
    }

    private void write(String text, AtomicFile.Access access) throws IOException {
        AtomicFile.write(
                new Configuration(),
                new org.apache.hadoop.fs.Path(temp.resolve("deep/file").toString()),
                text.getBytes(StandardCharsets.UTF_8),
                access);
    }
}
