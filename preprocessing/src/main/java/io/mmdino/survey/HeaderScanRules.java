package io.mmdino.survey;

import io.mmdino.archive.FileNames;
import io.mmdino.archive.container.ContainerLimits;
import io.mmdino.dicom.DicomLimits;
import io.mmdino.dicom.rules.SequenceRules;
import io.mmdino.shard.StateHash;
import io.mmdino.study.IngestSettings;
import io.mmdino.volume.NiftiLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** What to look for; travels by Java's own serialisation, because Kryo cannot carry records. */
public record HeaderScanRules(List<String> sequences, SequenceRules rules, DicomLimits dicom) implements Serializable {

    /** Counts changes of the code that change what is found. */
    private static final String FINDINGS = "findings 1";

    private static final long serialVersionUID = 1L;

    public static HeaderScanRules of(IngestSettings settings, SequenceRules rules) {
        NiftiLimits limits = settings.limits();
        return new HeaderScanRules(settings.sequences(), rules, DicomLimits.DEFAULT.withMaxVoxels(limits.maxVoxels()));
    }

    public FileScan look(Configuration conf) {
        return new FileScan(
                conf, new FileNames(sequences), new DicomScan(sequences, rules, dicom), ContainerLimits.DEFAULT);
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(this);
        } catch (IOException e) {
            throw new UncheckedIOException("rules are always serialisable", e);
        }
        return bytes.toByteArray();
    }

    public static HeaderScanRules of(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (HeaderScanRules) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("driver and executors run different versions of mm-dinov2", e);
        }
    }

    /** Changes with everything that changes what is found. */
    public String version() {
        return FINDINGS + ' ' + HexFormat.of().formatHex(StateHash.sha256().digest(toBytes()));
    }
}
