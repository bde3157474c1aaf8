package io.mmdino.dicom;

import io.mmdino.dicom.SeriesAssembly.Stack;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Reads the files of an assembled series into one volume. Beside the volume one compressed and one raw frame are in memory.
 */
public final class DicomSeriesReader {

    private DicomSeriesReader() {}

    /** As below, without a hash. */
    public static Volume read(List<? extends DicomSource> sources, Stack stack, DicomLimits limits) throws IOException {
        return read(sources, stack, limits, new SeriesHash());
    }

    /**
     * Reads every file once, to its end.
     *
     * @param sources the files in the order of the headers that were assembled, not in the order of slices
     * @param hash receives the content of all files, also when the series is refused here
     * @throws DicomException when a file is no longer what its header said, or its pixels cannot be read; it says why
     * @throws IOException when the storage fails; the hash is then of no use
     */
    public static Volume read(List<? extends DicomSource> sources, Stack stack, DicomLimits limits, SeriesHash hash)
            throws IOException {
        SeriesVolume volume = new SeriesVolume(stack, limits);
        DicomException fault = null;
        for (int file = 0; file < sources.size(); file++) {
            try (InputStream raw = sources.get(file).open()) {
                SeriesHash.HashedFile in = hash.watch(raw);
                try {
                    if (fault == null) {
                        volume.add(file, in);
                    }
                } catch (DicomException broken) {
                    fault = broken;
                }
                in.finish(limits);
            }
        }
        if (fault != null) {
            throw fault;
        }
        return volume.finished();
    }
}
