package io.mmdino.study;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveSeries;
import io.mmdino.dicom.DicomException;
import io.mmdino.dicom.DicomHeader;
import io.mmdino.dicom.DicomLimits;
import io.mmdino.dicom.DicomReader;
import io.mmdino.dicom.DicomSeriesReader;
import io.mmdino.dicom.DicomSeriesReader.DicomSource;
import io.mmdino.dicom.SeriesAssembly;
import io.mmdino.dicom.SeriesHash;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.privacy.Faults;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one DICOM series: first all headers, which show whether the files form a volume and how large it is, then the pixels. A
 * series that forms none is left out with its reason, and its study does without it.
 */
record DicomSeries(StudyFiles files, VoxelBudget budget) {

    StudyReader.SeriesRead read(ArchiveSeries series) {
        SeriesHash hash = new SeriesHash();
        try {
            return read(series, hash);
        } catch (DicomException | RuntimeException e) {
            return StudyReader.SeriesRead.failed(Status.UNUSED, "", series.bytes(), Faults.reason(e) + budget.note());
        } catch (IOException e) { // the storage's fault, not the file's: without a hash the next run tries again
            return StudyReader.SeriesRead.failed(Status.REFUSED, "", series.bytes(), Faults.reason(e));
        }
    }

    private StudyReader.SeriesRead read(ArchiveSeries series, SeriesHash hash) throws IOException {
        DicomLimits limits = DicomLimits.DEFAULT.withMaxVoxels(budget.next().maxVoxels());
        List<DicomSource> sources = new ArrayList<>();
        List<DicomHeader> headers = new ArrayList<>();
        for (ArchiveFile slice : series.files()) {
            DicomSource file = () -> files.open(slice);
            sources.add(file);
            try (InputStream in = file.open()) {
                headers.add(DicomReader.header(in, limits));
            }
        }
        SeriesAssembly assembly = SeriesAssembly.of(headers);
        if (assembly instanceof SeriesAssembly.Refused refused) {
            return StudyReader.SeriesRead.failed(Status.UNUSED, "", series.bytes(), refused.reason());
        }
        SeriesAssembly.Stack stack = (SeriesAssembly.Stack) assembly;
        Volume volume = DicomSeriesReader.read(sources, stack, limits, hash);
        return new StudyReader.SeriesRead(
                Optional.of(volume), hash.hex(), hash.bytes(), Status.ACCEPTED, series.why(), stack.notes());
    }
}
