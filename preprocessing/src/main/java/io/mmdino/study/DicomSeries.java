package io.mmdino.study;

import io.mmdino.archive.SeriesSource;
import io.mmdino.dicom.DicomException;
import io.mmdino.dicom.DicomHeader;
import io.mmdino.dicom.DicomLimits;
import io.mmdino.dicom.DicomReader;
import io.mmdino.dicom.DicomSeriesReader;
import io.mmdino.dicom.DicomSeriesReader.DicomSource;
import io.mmdino.dicom.SeriesAssembly;
import io.mmdino.dicom.SeriesHash;
import io.mmdino.manifest.Status;
import io.mmdino.privacy.Faults;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one DICOM series: first all headers, which say whether the files make a volume and how large, then the pixels. A series
 * that makes none is left out with its reason, and its study goes on without it.
 */
record DicomSeries(StudyFiles files, VoxelBudget budget) {

    SeriesRead read(SeriesSource source) {
        SeriesHash hash = new SeriesHash();
        try {
            return read(source, hash);
        } catch (DicomException | RuntimeException e) {
            return SeriesRead.failed(Status.UNUSED, "", source.bytes(), Faults.reason(e) + budget.note());
        } catch (IOException e) { // the storage's fault, not the file's: without a hash the next run tries again
            return SeriesRead.failed(Status.REFUSED, "", source.bytes(), Faults.reason(e));
        }
    }

    private SeriesRead read(SeriesSource source, SeriesHash hash) throws IOException {
        DicomLimits limits = DicomLimits.DEFAULT.withMaxVoxels(budget.next().maxVoxels());
        List<DicomSource> sources = new ArrayList<>();
        List<DicomHeader> headers = new ArrayList<>();
        for (SeriesSource.Place place : source.files()) {
            DicomSource file = () -> files.open(place.file());
            sources.add(file);
            try (InputStream in = file.open()) {
                headers.add(DicomReader.header(in, limits));
            }
        }
        SeriesAssembly assembly = SeriesAssembly.of(headers);
        if (assembly instanceof SeriesAssembly.Refused refused) {
            return SeriesRead.failed(Status.UNUSED, "", source.bytes(), refused.reason());
        }
        SeriesAssembly.Stack stack = (SeriesAssembly.Stack) assembly;
        Volume volume = DicomSeriesReader.read(sources, stack, limits, hash);
        return new SeriesRead(Optional.of(volume), hash.hex(), hash.bytes(), Status.ACCEPTED, "", stack.notes());
    }
}
