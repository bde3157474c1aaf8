package io.mmdino.survey;

import io.mmdino.disk.AtomicFile;
import io.mmdino.privacy.IdKey;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import io.mmdino.spill.SpillSorter;
import io.mmdino.storage.Storage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Findings of earlier runs in DICOM files and containers, by keyed hash of a file's path, length and modification time: {@code
 * OUTPUT.headers}. It lies beside the shard folder, as the crosswalk does, only its owner may read it, and it is encrypted with
 * the id key. It only saves time: deleting it is harmless.
 *
 * @param version of the sequences, rules and code that made the findings; a cache of another version is not read
 */
public record HeaderCache(Configuration conf, Path file, HeaderCipher cipher, String version) {

    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_ENTRY = 64 << 20;

    public static HeaderCache beside(Configuration conf, String output, IdKey key, String version) {
        return new HeaderCache(conf, new Path(output + ".headers"), new HeaderCipher(key.encryption()), version);
    }

    /** Entries sorted by stamp; none when there is no cache of this version. */
    public EntryReader read() throws IOException {
        DataInputStream in;
        try {
            in = new DataInputStream(
                    new BufferedInputStream(Storage.of(conf, file).open(file), BUFFER));
        } catch (FileNotFoundException e) {
            return none();
        }
        Reader reader = new Reader(in);
        try {
            if (reader.next().filter(head -> head.text().equals(version)).isPresent()) {
                return reader;
            }
        } catch (IOException e) {
            reader.close();
            return none(); // another format or another key
        }
        reader.close();
        return none();
    }

    /** Replaces the cache by these entries, sorted by stamp. */
    public void write(SpillSorter entries) throws IOException {
        AtomicFile.write(conf, file, (OutputStream raw) -> write(entries, raw), AtomicFile.Access.OWNER_ONLY);
    }

    private void write(SpillSorter entries, OutputStream raw) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(raw, BUFFER));
        write(out, Entry.of("", version));
        try (EntryReader sorted = entries.read()) {
            for (Optional<Entry> entry = sorted.next(); entry.isPresent(); entry = sorted.next()) {
                write(out, entry.get());
            }
        }
        out.flush();
    }

    private void write(DataOutputStream out, Entry entry) throws IOException {
        byte[] body = cipher.seal(entry.key(), entry.body());
        out.writeUTF(entry.key());
        out.writeInt(body.length);
        out.write(body);
    }

    private static EntryReader none() {
        return new EntryReader() {
            @Override
            public Optional<Entry> next() {
                return Optional.empty();
            }

            @Override
            public void close() {}
        };
    }

    private final class Reader implements EntryReader {

        private final DataInputStream in;

        Reader(DataInputStream in) {
            this.in = in;
        }

        @Override
        public Optional<Entry> next() throws IOException {
            int high = in.read();
            if (high < 0) {
                return Optional.empty();
            }
            String key = new String(bytes(high << 8 | in.readUnsignedByte()), StandardCharsets.UTF_8);
            return Optional.of(new Entry(key, cipher.open(key, bytes(in.readInt()))));
        }

        private byte[] bytes(int length) throws IOException {
            byte[] bytes = length < 0 || length > LONGEST_ENTRY ? new byte[0] : in.readNBytes(length);
            if (bytes.length != length) {
                throw damaged();
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    static IOException damaged() {
        return new HeaderCacheException(
                "the file of remembered headers (OUTPUT.headers) is damaged; delete it and run again, which reads them anew");
    }
}
