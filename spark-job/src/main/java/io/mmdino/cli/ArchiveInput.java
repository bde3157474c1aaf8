package io.mmdino.cli;

import io.mmdino.config.UsageException;
import io.mmdino.storage.Storage;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Names of files and folders that a command is to read. */
final class ArchiveInput {

    private ArchiveInput() {}

    /**
     * Looks whether there is a file or folder of that name.
     *
     * @param option that gave the name
     * @param name a path or an address
     * @throws UsageException when there is none
     */
    static void requireThere(Configuration conf, String option, String name) throws IOException {
        Path path = new Path(name);
        if (!Storage.of(conf, path).exists(path)) {
            throw new UsageException(option + " " + name + " is not there; check the path");
        }
    }
}
