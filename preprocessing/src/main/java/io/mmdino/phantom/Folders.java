package io.mmdino.phantom;

import io.mmdino.disk.ScratchFolder;
import java.io.IOException;
import java.nio.file.Path;

/** Clearing up after a failure. */
final class Folders {
    private Folders() {}

    /** Deletes a folder and all in it; what goes wrong is noted in {@code failure}, never hides it. */
    static void deleteQuietly(Path folder, Throwable failure) {
        try {
            ScratchFolder.delete(folder);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
