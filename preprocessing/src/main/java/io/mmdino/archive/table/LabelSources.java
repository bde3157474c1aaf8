package io.mmdino.archive.table;

import io.mmdino.archive.ArchiveException;
import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.container.ContainerLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * Finds the label tables in an archive. It is offered every file once.
 *
 * <p>If the archive's root has a {@code phenoData.csv}, only that is read. Otherwise each BIDS dataset's
 * {@code participants.tsv} is read: in the root of the archive or of a container, or beside a {@code dataset_description.json}, and
 * not below {@code derivatives}, whose tables describe pipelines.
 */
public final class LabelSources {

    private static final String PHENO_DATA = "phenoData.csv";
    private static final String PARTICIPANTS = "participants.tsv";
    private static final String DATASET = "dataset_description.json";
    /** Bounds memory; no archive has as many datasets. */
    private static final int MOST_DATASETS = 10_000;

    private final String root;
    private final List<ArchiveFile> participants = new ArrayList<>();
    private final Set<String> datasets = new HashSet<>();
    private Optional<ArchiveFile> phenoData = Optional.empty();

    /**
     * The labels, and notes for the user.
     *
     * @param tables number of tables read
     * @param notes free of ids and paths
     */
    public record Found(LabelTable labels, int tables, List<String> notes) {}

    /** @param root the archive's folder, as its files' locations begin */
    public LabelSources(String root) {
        this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    }

    /** Whether a container's entry is to be offered. */
    public static boolean wants(ArchiveFile file) {
        return file.name().equals(PARTICIPANTS) || file.name().equals(DATASET);
    }

    /** Remembers the file if it is a table, or the description of a dataset that has one. */
    public void offer(ArchiveFile file) {
        String name = file.name();
        if (name.equals(PHENO_DATA) && !file.inContainer() && file.folder().equals(root)) {
            phenoData = Optional.of(file);
        } else if (name.equals(PARTICIPANTS) && participants.size() < MOST_DATASETS && !isDerived(file)) {
            participants.add(file);
        } else if (name.equals(DATASET) && datasets.size() < MOST_DATASETS) {
            datasets.add(file.folder());
        }
    }

    private boolean isDerived(ArchiveFile file) {
        String folder = file.folder();
        String below = folder.startsWith(root) ? folder.substring(root.length()) : folder;
        return (below + "/").contains("/derivatives/");
    }

    /** The tables to read; empty when the archive has none. */
    List<ArchiveFile> tables() {
        return phenoData.map(List::of).orElseGet(() -> participants.stream()
                .filter(table -> table.folder().equals(root)
                        || table.inContainer() && table.entry().equals(PARTICIPANTS)
                        || datasets.contains(table.folder()))
                .sorted(java.util.Comparator.comparing(ArchiveFile::location))
                .toList());
    }

    /**
     * Reads the tables.
     *
     * @throws ArchiveException when a table is faulty, or two give a patient two classes
     */
    public Found read(Configuration conf, LabelColumns columns, ContainerLimits limits) throws IOException {
        LabelTable labels = LabelTable.none();
        List<String> notes = new ArrayList<>();
        int read = 0;
        for (ArchiveFile file : tables()) {
            CsvTable table = CsvTable.read(() -> file.open(conf, limits), "labels file " + file.name(), columns.all());
            if (phenoData.isEmpty() && table.find(columns.label()).isEmpty()) {
                notes.add("A participants.tsv has no column '" + columns.label()
                        + "' and labels nobody; name the column of the class with --label-column.");
            } else {
                labels = labels.and(LabelTable.of(table, columns));
                read++;
            }
        }
        return new Found(labels, read, notes.stream().distinct().toList());
    }
}
