package io.mmdino.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusiveFileTest {

    private final Configuration conf = new Configuration();

    @TempDir
    Path folder;

    private boolean create(Path file, String text) throws Exception {
        return ExclusiveFile.create(
                conf, new org.apache.hadoop.fs.Path(file.toUri()), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFileIsCreatedOnceAndKeepsItsContent() throws Exception {
        Path file = folder.resolve("deep/down/1.json");

        assertThat(create(file, "first")).isTrue();
        assertThat(create(file, "second")).isFalse();
        assertThat(Files.readString(file)).isEqualTo("first");
        try (var left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void ofManyWritersOneCreatesEachFile() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                Path file = folder.resolve("round-" + round);
                List<Callable<Boolean>> writers = new ArrayList<>();
                for (int writer = 0; writer < 8; writer++) {
                    String text = "writer " + writer;
                    writers.add(() -> create(file, text));
                }
                int won = -1;
                int count = 0;
                List<Future<Boolean>> results = threads.invokeAll(writers);
                for (int writer = 0; writer < 8; writer++) {
                    if (results.get(writer).get()) {
                        won = writer;
                        count++;
                    }
                }
                assertThat(count).isEqualTo(1);
                assertThat(Files.readString(file)).isEqualTo("writer " + won);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aFolderThatIsAFileIsAnError() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> create(file.resolve("1.json"), "y")).isInstanceOf(java.io.IOException.class);
    }
}
