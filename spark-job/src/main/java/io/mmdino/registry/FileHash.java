package io.mmdino.registry;

import io.mmdino.disk.Sha256;
import io.mmdino.registry.ModelVersion.Content;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Length and SHA-256 of files while they are read. */
final class FileHash {

    private FileHash() {}

    /** Opens a stream to read; called once. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    /** Copies a stream to its end. */
    static Content copy(Source from, OutputStream to) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(from.open(), digest)) {
            long bytes = in.transferTo(to);
            return new Content(bytes, HexFormat.of().formatHex(digest.digest()));
        }
    }

    /** Reads a file of a store to its end. */
    static Content of(Configuration conf, Path file) throws IOException {
        return copy(() -> Storage.of(conf, file).open(file), OutputStream.nullOutputStream());
    }
}
