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
 * Label tables that an archive brings along; hears of every file once.
 *
 * <p>{@code phenoData.csv} in the archive's root comes first. Without it, each BIDS dataset's {@code participants.tsv} is read:
 * in the root of the archive or of a container, or beside a {@code dataset_description.json}, and not below
 * {@code derivatives}, whose tables describe pipelines.
 */
public final class LabelSources {

    private static final String PHENO_DATA = "phenoData.csv";
    private static final String PARTICIPANTS = "participants.tsv";
    private static final String DATASET = "dataset_description.json";
    /** More datasets than an archive has; a listing with more is of something else. */
    private static final int MOST_DATASETS = 10_000;

    private final String root;
    private final List<ArchiveFile> participants = new ArrayList<>();
    private final Set<String> datasets = new HashSet<>();
    private Optional<ArchiveFile> phenoData = Optional.empty();

    /**
     * Labels and what there is to say about them.
     *
     * @param tables how many tables were read
     * @param notes free of ids and paths
     */
    public record Found(LabelTable labels, int tables, List<String> notes) {}

    /** @param root the archive's folder, as its files' locations begin */
    public LabelSources(String root) {
        this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    }

    /** Whether a file in a container is to be offered. */
    public static boolean wants(ArchiveFile file) {
        return file.name().equals(PARTICIPANTS) || file.name().equals(DATASET);
    }

    /** Keeps the file in mind when it is one of the tables, or says that one beside it is. */
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

    /** Where labels are to be read from; empty when the archive has no table. */
    List<ArchiveFile> tables() {
        return phenoData.map(List::of).orElseGet(() -> participants.stream()
                .filter(table -> table.folder().equals(root)
                        || table.inContainer() && table.entry().equals(PARTICIPANTS)
                        || datasets.contains(table.folder()))
                .sorted(java.util.Comparator.comparing(ArchiveFile::location))
                .toList());
    }

    /**
     * Reads them.
     *
     * @param columns which columns are asked for
     * @throws ArchiveException when a table is faulty, or two give a patient two classes
     */
    public Found read(Configuration conf, LabelColumns columns, ContainerLimits limits) throws IOException {
        LabelTable labels = LabelTable.none();
        List<String> notes = new ArrayList<>();
        int read = 0;
        for (ArchiveFile file : tables()) {
            CsvTable table = CsvTable.read(() -> file.open(conf, limits), "labels file " + file.name());
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
