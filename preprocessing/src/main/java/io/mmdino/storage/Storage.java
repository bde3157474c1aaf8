package io.mmdino.storage;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** Opens Hadoop file systems. All code of this project opens them here. */
public final class Storage {

    private static final String S3A_REPLACED = "org.apache.hadoop.fs.s3a.RemoteFileChangedException";

    /** Number of tries to read a file that is replaced while it is read. */
    private static final int READS_OF_REPLACED = 10;

    private Storage() {}

    /**
     * The file system of a path. Requests to local disks are not repeated; those to other file systems are, by
     * {@link RetryingFileSystem}.
     *
     * @throws IOException when the scheme is unknown
     */
    public static FileSystem of(Configuration conf, Path path) throws IOException {
        FileSystem files = once(conf, path);
        return "file".equals(files.getUri().getScheme())
                ? files
                : new RetryingFileSystem(files, StoreRetries.setIn(conf));
    }

    /** The file system of a path without repetition, for callers that repeat several requests as one. */
    public static FileSystem once(Configuration conf, Path path) throws IOException {
        return path.getFileSystem(conf);
    }

    /**
     * Reads a short file. A file that is replaced meanwhile is read again from its beginning, so that all bytes are of one version.
     *
     * @param most largest number of bytes to read; the rest is left out
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
                .usePageChecksumVerification()
                .build();
    }

    /** A Parquet file of a given file system. Parquet's HadoopInputFile would look up the file system by the path. */
    private record ParquetInput(FileSystem files, FileStatus file) implements InputFile {

        @Override
        public long getLength() {
            return file.getLen();
        }

        @Override
        public SeekableInputStream newStream() throws IOException {
            return HadoopStreams.wrap(files.open(file.getPath()));
        }

        /** Builds readers of rows. */
        static final class Rows extends ParquetReader.Builder<Group> {

            Rows(ParquetInput input) {
                super(input);
            }

            @Override
            protected ReadSupport<Group> getReadSupport() {
                return new GroupReadSupport();
            }
        }
    }
}
