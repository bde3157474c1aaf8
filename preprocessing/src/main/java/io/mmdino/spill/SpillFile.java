package io.mmdino.spill;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;

/** An encrypted file of entries: for each the length and bytes of the key, then the length and bytes of the body. */
record SpillFile(Path path, SpillCipher cipher) {

    private static final int BUFFER = 1 << 16;
    private static final FileAttribute<?>[] OWNER =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];

    Writer write() throws IOException {
        byte[] nonce = cipher.nonce();
        Files.createFile(path, OWNER);
        var raw = Files.newOutputStream(path);
        raw.write(nonce);
        return new Writer(new DataOutputStream(new BufferedOutputStream(
                new CipherOutputStream(raw, cipher.start(Cipher.ENCRYPT_MODE, nonce)), BUFFER)));
    }

    EntryReader read() throws IOException {
        var raw = new BufferedInputStream(Files.newInputStream(path), BUFFER);
        byte[] nonce = raw.readNBytes(SpillCipher.NONCE_BYTES);
        return new Reader(new DataInputStream(
                new BufferedInputStream(new CipherInputStream(raw, cipher.start(Cipher.DECRYPT_MODE, nonce)), BUFFER)));
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    record Writer(DataOutputStream out) implements AutoCloseable {

        void write(Entry entry) throws IOException {
            byte[] key = entry.key().getBytes(StandardCharsets.UTF_8);
            out.writeInt(key.length);
            out.write(key);
            out.writeInt(entry.body().length);
            out.write(entry.body());
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private record Reader(DataInputStream in) implements EntryReader {

        @Override
        public Optional<Entry> next() throws IOException {
            int first = in.read();
            if (first < 0) {
                return Optional.empty();
            }
            int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedByte() << 8 | in.readUnsignedByte();
            String key = new String(bytes(length), StandardCharsets.UTF_8);
            return Optional.of(new Entry(key, bytes(in.readInt())));
        }

        private byte[] bytes(int length) throws IOException {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("a temporary file ends early; is the disk of temporary files full?");
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
