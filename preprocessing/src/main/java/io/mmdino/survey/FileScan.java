package io.mmdino.survey;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.FoundFile;
import io.mmdino.archive.OtherImages;
import io.mmdino.archive.SequenceNames;
import io.mmdino.archive.StrayImages;
import io.mmdino.archive.container.ContainerEntry;
import io.mmdino.archive.container.ContainerException;
import io.mmdino.archive.container.ContainerKind;
import io.mmdino.archive.container.ContainerLimits;
import io.mmdino.archive.container.Containers;
import io.mmdino.archive.table.LabelSources;
import io.mmdino.disk.Json;
import io.mmdino.privacy.Faults;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Opens files whose names alone do not say what they hold: DICOM files, of which it reads the headers, and containers, whose
 * entries it lists. A broken file is a finding with its reason, and never an exception.
 */
public record FileScan(Configuration conf, SequenceNames names, DicomScan dicom, ContainerLimits limits) {

    /** Receives the findings of a scan. */
    @FunctionalInterface
    public interface Listener {

        /** @param stamp keyed hash of the scanned file's path, length and modification time */
        void found(String stamp, Finding finding) throws IOException;
    }

    /**
     * Scans files in this process.
     *
     * @param files stamps, and {@link ArchiveFile}s as JSON
     */
    public void scan(EntryReader files, Listener listener) throws IOException {
        for (Optional<Entry> file = files.next(); file.isPresent(); file = files.next()) {
            for (Finding finding : scan(Json.read(file.get().text(), ArchiveFile.class))) {
                listener.found(file.get().key(), finding);
            }
        }
    }

    /** Whether a file has to be opened to learn what it holds. */
    static boolean wants(ArchiveFile file) {
        return isContainer(file) || DicomScan.mayBe(file);
    }

    public static boolean isContainer(ArchiveFile file) {
        return !file.name().startsWith(".") && ContainerKind.of(file.name()).isPresent();
    }

    /** One finding for a file; for a container one, and more for its entries. Either all are lasting or none is. */
    public List<Finding> scan(ArchiveFile file) {
        List<Finding> findings = open(file);
        return findings.stream().allMatch(Finding::lasting)
                ? findings
                : findings.stream().map(Finding::passing).toList();
    }

    private List<Finding> open(ArchiveFile file) {
        try {
            return isContainer(file) ? container(file) : List.of(plain(file));
        } catch (ContainerException e) {
            return List.of(Finding.found(FoundFile.refused(file, e.getMessage()), true));
        } catch (IOException | RuntimeException e) {
            return List.of(Finding.found(FoundFile.refused(file, Faults.reason(e)), false));
        }
    }

    private Finding plain(ArchiveFile file) throws IOException {
        try (InputStream in = file.open(conf, limits)) {
            return dicom.scan(file, in);
        }
    }

    private List<Finding> container(ArchiveFile file) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Map<String, ArchiveFile> headers = new HashMap<>();
        Counts counts = new Counts();
        Path path = new Path(file.path());
        FileSystem files = Storage.of(conf, path);
        StrayImages strays = new StrayImages(found -> findings.add(Finding.found(found, true)));
        Containers.list(files, path, limits, entry -> {
            ArchiveFile inside = inside(file, entry, counts.all++);
            if (!entry.usable()) {
                refused(inside, entry, findings, counts);
            } else if (LabelSources.wants(inside)) {
                findings.add(Finding.table(inside));
            } else if (!image(inside, strays, findings, counts)) {
                headers.put(inside.entry(), inside);
            }
        });
        strays.flush();
        if (!headers.isEmpty()) {
            Containers.visit(
                    files,
                    path,
                    limits,
                    entry -> headers.containsKey(entry.name()),
                    (entry, content) -> findings.add(header(headers.remove(entry.name()), content)));
        }
        headers.values() // listed a moment ago and no longer there
                .forEach(gone -> findings.add(Finding.found(
                        FoundFile.refused(gone, "the container changed while it was read; run again"), false)));
        counts.into(findings);
        return findings;
    }

    /** Takes an entry that its name explains, or that is not to be opened; false when a look into it is needed. */
    private boolean image(ArchiveFile inside, StrayImages strays, List<Finding> findings, Counts counts) {
        Optional<FoundFile> image = names.image(inside);
        Optional<String> unread = OtherImages.format(inside.name()).or(() -> OtherImages.container(inside.name()));
        try {
            if (image.isPresent()) {
                strays.known(image.get());
                findings.add(Finding.found(image.get(), true));
            } else if (inside.isNifti() && OtherImages.isNotWanted(inside)) {
                counts.otherImages++;
            } else if (inside.isNifti()) {
                strays.nameless(inside);
            } else if (unread.isPresent()) {
                strays.unread(inside, unread.get());
            } else if (DicomScan.mayBe(inside)) {
                return false;
            } else {
                counts.noImages++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private Finding header(ArchiveFile file, InputStream content) throws IOException {
        try {
            return dicom.scan(file, file.unzipped(content, limits));
        } catch (ContainerException e) {
            return Finding.found(FoundFile.refused(file, e.getMessage()), true);
        }
    }

    private static void refused(ArchiveFile inside, ContainerEntry entry, List<Finding> findings, Counts counts) {
        ArchiveFile named = new ArchiveFile(inside.path(), entry.bytes(), entry.modified(), entry.name(), -1);
        boolean candidate = entry.name().isEmpty() || named.isNifti() || wants(named);
        if (candidate) {
            findings.add(Finding.found(FoundFile.refused(inside, "an entry of a container: " + entry.refusal()), true));
        } else {
            counts.noImages++;
        }
    }

    /** An entry; one whose name was refused is named by its position in the container. */
    private static ArchiveFile inside(ArchiveFile container, ContainerEntry entry, long place) {
        String name = entry.name().isEmpty() || !entry.usable() ? entry.name() + "#" + place : entry.name();
        return new ArchiveFile(container.path(), entry.bytes(), entry.modified(), name, entry.offset());
    }

    /** Entries of a container that are only counted. */
    private static final class Counts {
        private long all;
        private long otherImages;
        private long noImages;

        void into(List<Finding> findings) {
            findings.add(Finding.counted(Finding.What.CONTAINER, false, 1));
            findings.add(Finding.counted(Finding.What.OTHER_IMAGE, true, otherImages));
            findings.add(Finding.counted(Finding.What.NO_IMAGE, true, noImages));
        }
    }
}
