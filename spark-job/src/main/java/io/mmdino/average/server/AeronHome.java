package io.mmdino.average.server;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.mmdino.disk.ScratchFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.agrona.ErrorHandler;
import org.nd4j.aeron.ipc.AeronUtil;

/**
 * Folder of one worker's Aeron buffers, and Aeron's configuration.
 *
 * @param folder temporary; removed by {@link #close}
 * @param limit silence of a peer after which its stream ends; at least 30 s
 */
record AeronHome(ScratchFolder folder, Duration limit) implements AutoCloseable {

    /** Length of a term buffer in bytes. The longest message is an eighth of it, 512 kB. Each peer takes six, as sparse files. */
    static final int BUFFER = 1 << 22;

    private static final Duration SHORTEST = Duration.ofSeconds(30);

    static AeronHome create(Duration limit) {
        try {
            Duration longer = limit.compareTo(SHORTEST) < 0 ? SHORTEST : limit;
            return new AeronHome(ScratchFolder.temporary(ScratchFolder.Purpose.AERON), longer);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "no folder for Aeron's buffers in " + System.getProperty("java.io.tmpdir") + "; set java.io.tmpdir",
                    e);
        }
    }

    /** Starts Aeron's media driver, which sends and receives, in one daemon thread. */
    MediaDriver driver(ErrorHandler faults) {
        long silence = limit.toNanos();
        MediaDriver.Context context = new MediaDriver.Context()
                .aeronDirectoryName(folder.path().resolve("driver").toString())
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .threadingMode(ThreadingMode.SHARED)
                .publicationTermBufferLength(BUFFER)
                .publicationConnectionTimeoutNs(silence)
                .imageLivenessTimeoutNs(silence)
                // A pause of this process must not end its streams. Each of these limits has to be longer than the one
                // before.
                .clientLivenessTimeoutNs(2 * silence)
                .publicationUnblockTimeoutNs(3 * silence)
                .errorHandler(faults);
        AeronUtil.setDaemonizedThreadFactories(context);
        return MediaDriver.launch(context);
    }

    /** Connects to the driver. The error handler is set because Aeron's default one ends the process. */
    Aeron client(MediaDriver driver, ErrorHandler faults) {
        Aeron.Context context = new Aeron.Context()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .driverTimeoutMs(2 * limit.toMillis())
                .errorHandler(faults);
        AeronUtil.setDaemonizedThreadFactories(context);
        return Aeron.connect(context);
    }

    @Override
    public void close() {
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove Aeron's buffers in " + folder.path(), e);
        }
    }
}
