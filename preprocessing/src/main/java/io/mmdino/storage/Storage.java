package io.mmdino.storage;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;

/** The one way to a Hadoop file system. */
public final class Storage {

    private static final String S3A_REPLACED = "org.apache.hadoop.fs.s3a.RemoteFileChangedException";

    /** How often a file may be replaced while it is read. */
    private static final int READS_OF_REPLACED = 10;

    private Storage() {}

    /**
     * The file system of a path. A local disk is reached directly; any other through {@link RetryingFileSystem}.
     *
     * @throws IOException when the scheme is unknown
     */
    public static FileSystem of(Configuration conf, Path path) throws IOException {
        FileSystem files = once(conf, path);
        return "file".equals(files.getUri().getScheme())
                ? files
                : new RetryingFileSystem(files, StoreRetries.setIn(conf));
    }

    /** The file system itself, for those who repeat several requests as one. */
    public static FileSystem once(Configuration conf, Path path) throws IOException {
        return path.getFileSystem(conf);
    }

    /**
     * Reads a short file whole. One that is replaced meanwhile is read again from its beginning, so the bytes are of one version.
     *
     * @param most bytes to read; what lies beyond is left out
     * @throws java.io.FileNotFoundException when there is no such file
     */
    public static byte[] bytes(Configuration conf, Path file, int most) throws IOException {
        FileSystem files = of(conf, file);
        for (int tried = 1; ; tried++) {
            try (InputStream in = files.open(file)) {
                return in.readNBytes(most);
            } catch (IOException e) {
                boolean replaced = e instanceof StorageException
                        || S3A_REPLACED.equals(e.getClass().getName());
                if (!replaced || tried == READS_OF_REPLACED) {
                    throw e;
                }
            }
        }
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
