package io.mmdino.dicom;

import io.mmdino.dicom.SeriesAssembly.Stack;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Reads the files of an assembled series into one volume. Besides the volume, memory holds one compressed and one raw frame.
 */
public final class DicomSeriesReader {

    private DicomSeriesReader() {}

    /**
     * Reads a series without hashing it.
     *
     * @param sources the files in the order of the headers that were assembled, not in the order of slices
     * @throws DicomException when a file does not fit its header any more, or its pixels cannot be read; it says why
     * @throws IOException when the storage fails
     */
    public static Volume read(List<? extends DicomSource> sources, Stack stack, DicomLimits limits) throws IOException {
        return read(sources, stack, limits, new SeriesHash());
    }

    /**
     * Reads a series and hashes its files. Every file is read once, to its end.
     *
     * @param sources the files in the order of the headers that were assembled, not in the order of slices
     * @param hash receives the content of all files, also when the series is refused here
     * @throws DicomException when a file does not fit its header any more, or its pixels cannot be read; it says why
     * @throws IOException when the storage fails; the hash is then incomplete
     */
    public static Volume read(List<? extends DicomSource> sources, Stack stack, DicomLimits limits, SeriesHash hash)
            throws IOException {
        SeriesVolume volume = new SeriesVolume(stack, limits);
        DicomException fault = null;
        for (int file = 0; file < sources.size(); file++) {
            try (InputStream raw = sources.get(file).open()) {
                SeriesHash.HashedFile in = hash.hashed(raw);
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
        return volume.volume();
    }

    /** One file of a series, opened when it is read. */
    @FunctionalInterface
    public interface DicomSource {

        /** Opens the file at its first byte; the caller closes it. */
        InputStream open() throws IOException;
    }
}
