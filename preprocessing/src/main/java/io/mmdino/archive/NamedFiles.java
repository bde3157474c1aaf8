package io.mmdino.archive;

import io.mmdino.archive.container.ContainerEntry;
import io.mmdino.archive.container.ContainerException;
import io.mmdino.archive.container.ContainerKind;
import io.mmdino.archive.container.ContainerLimits;
import io.mmdino.archive.container.Containers;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Gathers the files that are images by their names, by study, also those in containers, and counts the others. */
final class NamedFiles implements ArchiveListing.Visitor {

    /** Files of datasets that have no ending, as most of DICOM have none. */
    private static final Set<String> PLAIN = Set.of("PHANTOM", "README", "CHANGES", "LICENSE");

    private final Configuration conf;
    private final FileNames names;
    private final Map<String, List<FoundFile>> byStudy = new TreeMap<>();
    private Optional<String> refusal = Optional.empty();
    private int brokenContainers;
    private int perhapsDicom;

    NamedFiles(Configuration conf, FileNames names) {
        this.conf = conf;
        this.names = names;
    }

    Map<String, List<FoundFile>> byStudy() {
        return byStudy;
    }

    /** Why a container or an entry of one cannot be used, the first of them. */
    Optional<String> refusal() {
        return refusal;
    }

    int brokenContainers() {
        return brokenContainers;
    }

    int perhapsDicom() {
        return perhapsDicom;
    }

    @Override
    public void file(ArchiveFile file) throws IOException {
        if (ContainerKind.of(file.name()).isPresent()) {
            container(file);
        } else {
            image(file);
        }
    }

    @Override
    public void leftOut(LeftOut what) {}

    private void container(ArchiveFile file) throws IOException {
        List<ContainerEntry> entries = new ArrayList<>();
        Path path = new Path(file.path());
        try {
            Containers.list(Storage.of(conf, path), path, ContainerLimits.DEFAULT, entries::add);
        } catch (ContainerException e) {
            brokenContainers++;
            refused(e.getMessage());
            return;
        }
        entries.stream()
                .filter(entry -> !entry.usable())
                .forEach(entry -> refused("an entry of the container: " + entry.refusal()));
        entries.stream()
                .filter(ContainerEntry::usable)
                .map(entry ->
                        new ArchiveFile(file.path(), entry.bytes(), entry.modified(), entry.name(), entry.offset()))
                .forEach(this::image);
    }

    private void refused(String reason) {
        refusal = refusal.or(() -> Optional.of(reason));
    }

    private void image(ArchiveFile file) {
        names.found(file)
                .ifPresentOrElse(
                        found -> byStudy.computeIfAbsent(found.id(), id -> new ArrayList<>())
                                .add(found),
                        () -> perhapsDicom += isPerhapsDicom(file.name()) ? 1 : 0);
    }

    private static boolean isPerhapsDicom(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".dcm") || lower.endsWith(".ima") || !name.contains(".") && !PLAIN.contains(name);
    }
}
