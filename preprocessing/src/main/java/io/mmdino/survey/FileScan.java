package io.mmdino.survey;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.FileNames;
import io.mmdino.archive.FoundFile;
import io.mmdino.archive.container.ContainerEntry;
import io.mmdino.archive.container.ContainerException;
import io.mmdino.archive.container.ContainerKind;
import io.mmdino.archive.container.ContainerLimits;
import io.mmdino.archive.container.Containers;
import io.mmdino.archive.table.LabelSources;
import io.mmdino.privacy.Faults;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Looks into files that do not tell by their name alone what they hold: DICOM files and containers. Never throws for a file: a
 * broken one is a finding with its reason.
 */
public record FileScan(Configuration conf, FileNames names, DicomScan dicom, ContainerLimits limits) {

    /** Whether a file has to be looked into. */
    static boolean wants(ArchiveFile file) {
        return isContainer(file) || DicomScan.mayBe(file);
    }

    public static boolean isContainer(ArchiveFile file) {
        return !file.name().startsWith(".") && ContainerKind.of(file.name()).isPresent();
    }

    /** One finding for a file; one for a container and one or more for what is in it. Either all last or none. */
    public List<Finding> look(ArchiveFile file) {
        List<Finding> findings = lookOnce(file);
        return findings.stream().allMatch(Finding::lasting)
                ? findings
                : findings.stream().map(Finding::passing).toList();
    }

    private List<Finding> lookOnce(ArchiveFile file) {
        try {
            return isContainer(file) ? container(file) : List.of(plain(file));
        } catch (ContainerException e) {
            return List.of(Finding.found(FoundFile.refused(file, e.getMessage()), true));
        } catch (IOException | RuntimeException e) {
            return List.of(Finding.found(FoundFile.refused(file, Faults.reason(e)), false));
        }
    }

    private Finding plain(ArchiveFile file) throws IOException {
        Path path = new Path(file.path());
        try (InputStream in = Storage.of(conf, path).open(path)) {
            return dicom.look(file, in);
        }
    }

    private List<Finding> container(ArchiveFile file) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Map<String, ArchiveFile> headers = new HashMap<>();
        Counts counts = new Counts();
        Path path = new Path(file.path());
        FileSystem files = Storage.of(conf, path);
        Containers.list(files, path, limits, entry -> {
            ArchiveFile inside = inside(file, entry, counts.all++);
            if (!entry.usable()) {
                refused(inside, entry, findings, counts);
            } else if (names.found(inside).isPresent()) {
                findings.add(Finding.found(names.found(inside).get(), true));
            } else if (LabelSources.wants(inside)) {
                findings.add(Finding.table(inside));
            } else if (FileNames.isNifti(inside)) {
                counts.otherImages++;
            } else if (DicomScan.mayBe(inside)) {
                headers.put(inside.entry(), inside);
            } else {
                counts.noImages++;
            }
        });
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

    private Finding header(ArchiveFile file, InputStream content) throws IOException {
        try {
            return dicom.look(file, content);
        } catch (ContainerException e) {
            return Finding.found(FoundFile.refused(file, e.getMessage()), true);
        }
    }

    private static void refused(ArchiveFile inside, ContainerEntry entry, List<Finding> findings, Counts counts) {
        ArchiveFile named = new ArchiveFile(inside.path(), entry.bytes(), entry.modified(), entry.name(), -1);
        boolean candidate = entry.name().isEmpty() || FileNames.isNifti(named) || wants(named);
        if (candidate) {
            findings.add(Finding.found(FoundFile.refused(inside, "an entry of a container: " + entry.refusal()), true));
        } else {
            counts.noImages++;
        }
    }

    /** An entry whose name was refused is told apart by its place. */
    private static ArchiveFile inside(ArchiveFile container, ContainerEntry entry, long place) {
        String name = entry.name().isEmpty() || !entry.usable() ? entry.name() + "#" + place : entry.name();
        return new ArchiveFile(container.path(), entry.bytes(), entry.modified(), name, entry.offset());
    }

    /** Files of a container of which only the number is kept. */
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
