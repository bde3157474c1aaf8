package io.mmdino.storage;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;

/** The one way to a Hadoop file system. */
public final class Storage {

    private Storage() {}

    /**
     * The file system of a path. A local disk is reached directly; any other through {@link RetryingFileSystem}.
     *
     * @throws IOException when the scheme is unknown
     */
    public static FileSystem of(Configuration conf, Path path) throws IOException {
        FileSystem files = path.getFileSystem(conf);
        return "file".equals(files.getUri().getScheme())
                ? files
                : new RetryingFileSystem(files, StoreRetries.setIn(conf));
    }

    /**
     * Reads a short file whole. One that is replaced meanwhile is read again from its beginning, so the bytes are of one version.
     *
     * @param most bytes to read; what lies beyond is left out
     * @throws java.io.FileNotFoundException when there is no such file
     */
    public static byte[] bytes(Configuration conf, Path file, int most) throws IOException {
        FileSystem files = of(conf, file);
        return StoreRetries.setIn(conf).run("read a file that is being replaced", () -> {
            try (InputStream in = files.open(file)) {
                return in.readNBytes(most);
            } catch (PathIOException | StorageException e) { // what S3A and what we say of a replaced file
                throw new IOException("the file was replaced while it was read", e);
            }
        });
    }

    /**
     * Opens a Parquet file for reading row by row.
     *
     * @throws java.io.FileNotFoundException when there is no such file
     */
    public static ParquetReader<Group> rows(Configuration conf, Path file) throws IOException {
        FileSystem files = of(conf, file);
        return new ParquetInput.Rows(new ParquetInput(files, files.getFileStatus(file)))
                .withConf(conf)
                .build();
    }
}
