package io.mmdino.run;

import io.mmdino.disk.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file of a run in a store.
 *
 * @param object name of the object below the run's address: the file's name with the first digits of the hash before the ending
 * @param bytes length of the file
 * @param sha256 64 hex digits
 */
record StoredFile(String object, long bytes, String sha256) {

    private static final int SHOWN_DIGITS = 12;

    /** A local file as the store will hold it. */
    static StoredFile of(String name, Path local) throws IOException {
        MessageDigest digest = Sha256.digest();
        long bytes;
        try (InputStream in = new DigestInputStream(Files.newInputStream(local), digest)) {
            bytes = in.transferTo(OutputStream.nullOutputStream());
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        int end = name.lastIndexOf('.');
        return new StoredFile(
                name.substring(0, end) + "." + hash.substring(0, SHOWN_DIGITS) + name.substring(end), bytes, hash);
    }

    /** The object's name without its folder, for messages, from which paths are removed. */
    String shortName() {
        return object.substring(object.lastIndexOf('/') + 1);
    }
}
