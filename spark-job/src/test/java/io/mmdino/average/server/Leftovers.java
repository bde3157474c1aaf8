package io.mmdino.average.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Folders, threads and system properties that a closed parameter server must not leave behind. */
record Leftovers(Set<Path> folders, Set<String> threads, Set<String> properties) {

    static Leftovers now() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            Set<Path> folders = files.filter(
                            file -> file.getFileName().toString().startsWith("mm-dinov2-aeron-"))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> threads = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name ->
                            name.contains("aeron") || name.contains("parameter-server") || name.startsWith("Messages"))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> properties = System.getProperties().stringPropertyNames().stream()
                    .filter(name -> name.startsWith("aeron."))
                    .collect(Collectors.toCollection(TreeSet::new));
            return new Leftovers(folders, threads, properties);
        }
    }

    void equal(Leftovers before) {
        assertThat(folders).isEqualTo(before.folders);
        assertThat(threads).isEqualTo(before.threads);
        assertThat(properties).isEqualTo(before.properties);
    }
}
