package io.mmdino.survey;

import io.mmdino.archive.SequenceNames;
import io.mmdino.archive.container.ContainerLimits;
import io.mmdino.dicom.DicomLimits;
import io.mmdino.dicom.rules.SequenceRules;
import io.mmdino.disk.Json;
import io.mmdino.disk.Sha256;
import io.mmdino.study.IngestSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What a scan of headers looks for. Travels to tasks as JSON.
 *
 * @param sequences wanted sequences, as the settings name them
 * @param rules text of the rules that tell which sequence a DICOM series is, as {@link SequenceRules#parse} reads it
 * @param dicom limits for DICOM files
 */
public record HeaderScanRules(List<String> sequences, String rules, DicomLimits dicom) {

    /** To be counted up with each change of the code that changes findings. */
    private static final String FINDINGS = "findings 2";

    public static HeaderScanRules of(IngestSettings settings, SequenceRules rules) {
        return new HeaderScanRules(
                settings.sequences(),
                rules.yaml(),
                DicomLimits.DEFAULT.withMaxVoxels(settings.limits().maxVoxels()));
    }

    /** A scan by these rules. */
    public FileScan scan(Configuration conf) {
        DicomScan headers = new DicomScan(sequences, SequenceRules.parse(rules, SequenceRules.FILE), dicom);
        return new FileScan(conf, new SequenceNames(sequences), headers, ContainerLimits.DEFAULT);
    }

    /** Differs when the rules or the code may find something else in the same file. */
    public String version() {
        byte[] text = Json.write(this).getBytes(StandardCharsets.UTF_8);
        return FINDINGS + ' ' + Sha256.hex(text);
    }
}
