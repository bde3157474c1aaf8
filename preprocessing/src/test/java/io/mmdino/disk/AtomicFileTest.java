package io.mmdino.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private void write(String text, AtomicFile.Access access) throws IOException {
        AtomicFile.write(
                new Configuration(),
                new org.apache.hadoop.fs.Path(temp.resolve("deep/file").toString()),
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                access);
    }
}
