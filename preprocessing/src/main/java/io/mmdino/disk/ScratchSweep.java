package io.mmdino.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Deletes scratch folders whose process is gone, however it ended: those whose lock nobody holds. Folders of other users, links,
 * and folders without a lock file are left alone. What cannot be deleted now is left to a later call.
 */
final class ScratchSweep {

    private ScratchSweep() {}

    /** Sweeps the folders directly below {@code parent}. */
    static void in(Path parent) throws IOException {
        List<Path> others;
        try (Stream<Path> entries = Files.list(parent)) {
            others = entries.filter(entry -> ScratchName.isOfAnotherProcess(entry.getFileName())
                            && Files.isRegularFile(entry.resolve(FolderLock.NAME), LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        for (Path other : others) {
            try {
                deleteIfUnlocked(other);
            } catch (IOException e) {
                continue; // another process sweeps it too, or it is no longer there
            }
        }
    }

    private static void deleteIfUnlocked(Path folder) throws IOException {
        if (!OwnFolder.isOwn(folder)) {
            return;
        }
        Optional<FolderLock> lock = FolderLock.tryLock(folder);
        if (lock.isEmpty()) {
            return; // its process is alive
        }
        try {
            ScratchFolder.delete(folder);
        } finally {
            lock.get().close();
        }
    }
}
