package io.mmdino.score;

import io.mmdino.storage.Storage;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A folder beside the output for what is needed only while scoring; closing deletes it. */
record WorkFolder(FileSystem files, Path path) implements AutoCloseable {

    static WorkFolder beside(Configuration conf, String output) throws IOException {
        Path path = new Path(output + ".working-" + UUID.randomUUID().toString().substring(0, 8));
        FileSystem files = Storage.of(conf, path);
        files.mkdirs(path);
        return new WorkFolder(files, path);
    }

    String child(String name) {
        return new Path(path, name).toString();
    }

    @Override
    public void close() throws IOException {
        files.delete(path, true);
    }
}
