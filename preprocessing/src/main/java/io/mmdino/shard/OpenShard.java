package io.mmdino.shard;

import io.mmdino.disk.Sha256;
import io.mmdino.shard.parquet.FileSpan;
import io.mmdino.shard.parquet.ShardFooter;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * One open shard. Reads the rows of studies by their place in the file, and compares every byte with the index before Parquet sees
 * it: the footer when the file is opened, the rows of a study when they are read. Each byte is read once. One thread at a time.
 */
final class OpenShard implements AutoCloseable {

    private final ShardFolder folder;
    private final ShardState.ShardFile file;
    private final FSDataInputStream in;
    private final FileSpan span;
    private final ParquetFileReader parquet;
    private final MessageType schema;
    private final MessageColumnIO columns;

    /** @throws ShardException when the file is missing, cut short, or its footer damaged */
    OpenShard(ShardFolder folder, ShardState.ShardFile file) throws IOException {
        this.folder = folder;
        this.file = file;
        in = open();
        try {
            span = new FileSpan(file.bytes());
            long footer = file.bytes() - file.footerBytes();
            span.hold(checked(bytes(footer, file.footerBytes()), file.footerSha256()), footer);
            parquet = new ParquetFileReader(
                    span,
                    HadoopReadOptions.builder(folder.conf())
                            .usePageChecksumVerification()
                            .build());
            schema = parquet.getFileMetaData().getSchema();
            columns = new ColumnIOFactory().getColumnIO(schema);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    ShardState.ShardFile file() {
        return file;
    }

    private FSDataInputStream open() throws IOException {
        try {
            long bytes = folder.files().getFileStatus(folder.path(file.file())).getLen();
            if (bytes != file.bytes()) {
                throw new ShardException("the shard folder is incomplete: " + name() + " has " + bytes
                        + " bytes, wanted " + file.bytes() + "; copy it again");
            }
            return folder.files().open(folder.path(file.file()));
        } catch (FileNotFoundException e) {
            throw new ShardException("the shard folder is incomplete: " + name() + " is missing; copy it again", e);
        }
    }

    /**
     * Reads studies whose rows follow one another in the file, as one request to the file system.
     *
     * @param sink receives the rows of each study
     * @throws ShardException when bytes are damaged; rows of whole studies before them have been passed on then
     */
    void read(List<ShardState.Shard> studies, ShardReader.StudySink sink) throws IOException {
        load(studies);
        for (ShardState.Shard study : studies) {
            rows(study, sink);
        }
    }

    /** Copies a study's rows into another shard as they are, after comparing them with the index. */
    void copy(ShardState.Shard study, ShardWriter to) throws IOException {
        load(List.of(study));
        to.append(
                study.study(),
                span.newStream(),
                parquet.getRowGroups().subList(study.group(), study.group() + study.groups()));
    }

    private void load(List<ShardState.Shard> studies) throws IOException {
        boolean begins = studies.get(0).offset() == ShardFooter.MARK.length();
        long first = begins ? 0 : studies.get(0).offset();
        byte[] bytes = bytes(first, studies.get(studies.size() - 1).end() - first);
        if (begins
                && !ShardFooter.MARK.equals(
                        new String(bytes, 0, ShardFooter.MARK.length(), StandardCharsets.ISO_8859_1))) {
            throw folder.damaged(file.file());
        }
        for (ShardState.Shard study : studies) {
            MessageDigest digest = Sha256.digest();
            digest.update(bytes, (int) (study.offset() - first), (int) study.bytes());
            if (!HexFormat.of().formatHex(digest.digest()).equals(study.sha256())) {
                throw folder.damaged(file.file());
            }
        }
        span.hold(bytes, first);
    }

    private void rows(ShardState.Shard study, ShardReader.StudySink sink) throws IOException {
        long read = 0;
        try {
            for (int group = study.group(); group < study.group() + study.groups(); group++) {
                PageReadStore pages = parquet.readRowGroup(group);
                RecordReader<Group> records = columns.getRecordReader(pages, new GroupRecordConverter(schema));
                for (long row = 0; row < pages.getRowCount(); row++) {
                    sink.accept(study, ShardSchema.record(records.read()));
                    read++;
                }
            }
        } catch (RuntimeException e) { // parquet-hadoop reports damage by many unchecked exceptions
            throw new ShardException(name() + " is damaged (" + e.getMessage() + "); ingest into a new folder", e);
        }
        if (read != study.rows()) {
            throw new ShardException(name() + " has " + read + " windows of a study, wanted " + study.rows()
                    + "; copy the folder again");
        }
    }

    private byte[] bytes(long offset, long length) throws IOException {
        if (offset < 0 || length < 0 || offset + length > file.bytes() || length > Integer.MAX_VALUE - Long.BYTES) {
            throw folder.damaged(file.file());
        }
        byte[] bytes = new byte[(int) length];
        try {
            in.readFully(offset, bytes);
        } catch (EOFException
                | ChecksumException e) { // the latter of a local file that Hadoop keeps a checksum file of
            throw folder.damaged(file.file());
        }
        return bytes;
    }

    private byte[] checked(byte[] bytes, String sha256) throws ShardException {
        if (!Sha256.hex(bytes).equals(sha256)) {
            throw folder.damaged(file.file());
        }
        return bytes;
    }

    private String name() {
        return folder.name() + "/" + file.file();
    }

    @Override
    public void close() throws IOException {
        parquet.close();
        in.close();
    }
}
