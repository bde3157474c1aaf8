package io.mmdino.inspect;

import io.mmdino.dicom.DicomException;
import io.mmdino.dicom.DicomHeader;
import io.mmdino.dicom.DicomLimits;
import io.mmdino.dicom.DicomReader;
import io.mmdino.dicom.DicomSeriesReader;
import io.mmdino.dicom.DicomSeriesReader.DicomSource;
import io.mmdino.dicom.SeriesAssembly;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The DICOM files of one series, in the order of their names. Files and headers identify a patient: neither is printed.
 *
 * @param headers of the files, in their order
 */
record SeriesFiles(List<Path> files, List<DicomHeader> headers) {

    private static final int MOST_FILES = 20_000;

    /**
     * All series of a local folder, or the one of a file. Files that are not DICOM or have no image are ignored.
     *
     * @param broken receives the reason of each DICOM file that cannot be read
     * @throws IOException when the folder has more than 20,000 files
     */
    static Collection<SeriesFiles> in(Path place, DicomLimits limits, Consumer<String> broken) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(place)) {
            files = found.filter(Files::isRegularFile)
                    .limit(MOST_FILES + 1L)
                    .sorted()
                    .toList();
        }
        if (files.size() > MOST_FILES) {
            throw new IOException(
                    "the folder has more than " + MOST_FILES + " files, too many to look at: name a part");
        }
        Map<String, SeriesFiles> series = new LinkedHashMap<>();
        for (Path file : files) {
            if (!isDicom(file)) {
                continue;
            }
            DicomHeader header;
            try (InputStream in = Files.newInputStream(file)) {
                header = DicomReader.header(in, limits);
            } catch (DicomException e) {
                broken.accept(e.getMessage());
                continue;
            }
            if (header.image() && !DicomReader.isDicomDir(header)) {
                SeriesFiles of = series.computeIfAbsent(
                        header.ids().seriesInstanceUid(), id -> new SeriesFiles(new ArrayList<>(), new ArrayList<>()));
                of.files.add(file);
                of.headers.add(header);
            }
        }
        return series.values();
    }

    /** Whether a file is DICOM by its first bytes. */
    static boolean isDicom(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return DicomReader.isDicom(in.readNBytes(DicomReader.FIRST_BYTES));
        }
    }

    /** The voxels, in the orientation of the slices. */
    Volume read(SeriesAssembly.Stack stack, DicomLimits limits) throws IOException {
        List<DicomSource> sources = files.stream()
                .<DicomSource>map(file -> () -> Files.newInputStream(file))
                .toList();
        return DicomSeriesReader.read(sources, stack, limits);
    }

    /** Whether both series belong to one examination. */
    boolean sameStudy(SeriesFiles other) {
        return headers.get(0)
                .ids()
                .studyInstanceUid()
                .equals(other.headers.get(0).ids().studyInstanceUid());
    }
}
