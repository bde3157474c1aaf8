package io.mmdino.study;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveSeries;
import io.mmdino.archive.container.ContainerKind;
import io.mmdino.archive.container.ContainerLimits;
import io.mmdino.archive.container.Unpacked;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * Opens the files of one study. A compressed tar has no random access: the study's entries in it are unpacked together when the
 * first is opened, and deleted on closing.
 */
final class StudyFiles implements AutoCloseable {

    private final Configuration conf;
    private final Map<String, Set<String>> wanted = new HashMap<>();
    private final Map<String, Unpacked> unpacked = new HashMap<>();

    StudyFiles(Configuration conf, Collection<List<ArchiveSeries>> series) {
        this.conf = conf;
        series.stream()
                .flatMap(List::stream)
                .flatMap(one -> one.files().stream())
                .filter(StudyFiles::isCompressedTar)
                .forEach(file -> wanted.computeIfAbsent(file.path(), path -> new HashSet<>())
                        .add(file.entry()));
    }

    private static boolean isCompressedTar(ArchiveFile file) {
        return file.inContainer()
                && ContainerKind.of(file.path().substring(file.path().lastIndexOf('/') + 1))
                        .filter(ContainerKind::streamed)
                        .isPresent();
    }

    InputStream open(ArchiveFile file) throws IOException {
        if (!isCompressedTar(file)) {
            return file.open(conf, ContainerLimits.DEFAULT);
        }
        Unpacked entries = unpacked.get(file.path());
        if (entries == null) {
            entries = unpack(file.path());
            unpacked.put(file.path(), entries);
        }
        return file.unzipped(entries.open(file.entry()), ContainerLimits.DEFAULT);
    }

    private Unpacked unpack(String container) throws IOException {
        var path = new org.apache.hadoop.fs.Path(container);
        Set<String> entries = wanted.get(container);
        return Unpacked.unpack(
                Storage.of(conf, path),
                path,
                ContainerLimits.DEFAULT,
                entry -> entries.contains(entry.name()),
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Override
    public void close() throws IOException {
        for (Unpacked entries : unpacked.values()) {
            entries.close();
        }
    }
}
