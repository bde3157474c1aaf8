package io.mmdino.dicom;

import io.mmdino.dicom.DicomSeriesReader.DicomSource;
import io.mmdino.disk.CountingStream;
import io.mmdino.disk.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * Hash of a series' content: SHA-256 over the sorted, distinct SHA-256 of its files. It does not depend on names, order and copies
 * of files. Files are hashed while they are decoded.
 */
public final class SeriesHash {

    private static final int BUFFER = 1 << 16;

    private final TreeSet<byte[]> files = new TreeSet<>(Arrays::compareUnsigned);
    private long bytes;

    /** Hash of files that are not decoded. */
    public static SeriesHash of(Iterable<? extends DicomSource> sources, DicomLimits limits) throws IOException {
        SeriesHash hash = new SeriesHash();
        for (DicomSource source : sources) {
            try (InputStream in = source.open()) {
                hash.hashed(in).finish(limits);
            }
        }
        return hash;
    }

    /** 64 hexadecimal digits. */
    public String hex() {
        MessageDigest all = Sha256.digest();
        files.forEach(all::update);
        return HexFormat.of().formatHex(all.digest());
    }

    /** Number of bytes hashed so far. */
    public long bytes() {
        return bytes;
    }

    /** A stream of one file whose bytes are hashed while it is read. */
    HashedFile hashed(InputStream in) {
        return new HashedFile(in);
    }

    /** Bytes of one file, hashed and counted while they are read. */
    final class HashedFile extends CountingStream {

        private HashedFile(InputStream in) {
            super(new DigestInputStream(in, Sha256.digest()));
        }

        /** Reads the rest and adds the file to the series' hash. */
        void finish(DicomLimits limits) throws IOException {
            byte[] buffer = new byte[BUFFER];
            while (read(buffer, 0, BUFFER) >= 0) {
                if (count() > limits.maxFileBytes()) {
                    throw new DicomException(
                            "a file has more than " + limits.maxFileBytes() + " bytes, the limit for one file");
                }
            }
            files.add(((DigestInputStream) in).getMessageDigest().digest());
            bytes += count();
        }
    }
}
