package io.mmdino.archive.table;

import io.mmdino.archive.ArchiveException;
import io.mmdino.archive.PatientScheme;
import io.mmdino.shard.Split;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Given splits by patient (columns Patient and split: train, val or test). Patients that are not in the table are split by
 * hash. A row that names a visit ({@code BraTS-GLI-00001-000}) holds for the patient.
 */
public final class SplitTable {

    private static final Map<String, Split> WORDS = Map.of(
            "train", Split.TRAIN,
            "training", Split.TRAIN,
            "val", Split.VALIDATION,
            "valid", Split.VALIDATION,
            "validation", Split.VALIDATION,
            "test", Split.TEST);

    private final Map<String, Split> splits;

    private SplitTable(Map<String, Split> splits) {
        this.splits = splits;
    }

    /** A table without rows. */
    public static SplitTable none() {
        return new SplitTable(Map.of());
    }

    /** @throws ArchiveException when the file or a column is missing, a word is no split or a patient has two */
    public static SplitTable read(Configuration conf, String path, String patientColumn, PatientScheme scheme)
            throws IOException {
        return of(CsvTable.read(conf, path, "splits file", patientColumn, "split"), patientColumn, scheme);
    }

    static SplitTable of(CsvTable table, String patientColumn, PatientScheme scheme) throws ArchiveException {
        int patients = table.column(patientColumn);
        int words = table.column("split");
        Map<String, Split> splits = new HashMap<>();
        for (CsvTable.Row row : table.rows()) {
            Split split = WORDS.get(row.cell(words).toLowerCase(Locale.ROOT));
            if (split == null) {
                throw table.fault(row, "split", "no split; wanted train, val or test");
            }
            Split before = splits.put(scheme.patient(CsvTable.patient(row.cell(patients))), split);
            if (before != null && before != split) {
                throw table.fault(row, "split", "this patient is in " + before + " already; a patient has one split");
            }
        }
        return new SplitTable(splits);
    }

    /** The subject's split, if the table names the subject. */
    public Optional<Split> of(String subject) {
        return Optional.ofNullable(splits.get(subject));
    }
}
