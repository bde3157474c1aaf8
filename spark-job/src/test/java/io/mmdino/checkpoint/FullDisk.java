package io.mmdino.checkpoint;

import io.mmdino.disk.AtomicFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Checkpoints on a disk that fills up. */
public final class FullDisk {

    private FullDisk() {}

    /** A store that writes files whose name begins with {@code name} to {@code /dev/full}, which fails as a full disk does. */
    public static CheckpointStore from(String name, Path run) {
        return new CheckpointStore(run, file -> {
            if (!file.getFileName().toString().startsWith(name)) {
                return AtomicFile.create(file);
            }
            Files.createFile(file);
            return FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        });
    }
}
