package io.mmdino.storage;

import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file of a given file system; Parquet's own class would look up the file system by the path again. */
record ParquetInput(FileSystem files, FileStatus file) implements InputFile {

    @Override
    public long getLength() {
        return file.getLen();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        return HadoopStreams.wrap(files.open(file.getPath()));
    }

    /** Reads it row by row. */
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
