package io.mmdino.archive;

import io.mmdino.archive.container.ContainerLimits;
import io.mmdino.archive.container.Containers;
import io.mmdino.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Opens files of an archive wherever they lie. */
public final class ArchiveFiles {

    private ArchiveFiles() {}

    /**
     * The file's bytes. In a gzipped tar this unpacks all that lies before it; unpack those with
     * {@link io.mmdino.archive.container.Unpacked} when several are wanted.
     *
     * @throws io.mmdino.archive.container.ContainerException here or while reading, when an entry cannot be used
     * @throws IOException when the storage fails
     */
    public static InputStream open(Configuration conf, ArchiveFile file, ContainerLimits limits) throws IOException {
        Path path = new Path(file.path());
        return file.inContainer()
                ? Containers.open(conf, path, file.entry(), file.offset(), limits)
                : Storage.of(conf, path).open(path);
    }
}
