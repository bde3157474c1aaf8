package io.mmdino.average.server;

import io.mmdino.kernel.ParameterVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A worker in a process of its own: prints a line after each share, and the error that ended it. */
final class WorkerChild {

    static final int LENGTH = 2000;

    private static final long MEETING_SECONDS = 60;

    private WorkerChild() {}

    /** @param args rank, workers, limit in milliseconds, shares, and a folder where all meet */
    public static void main(String[] args) {
        int rank = Integer.parseInt(args[0]);
        int workers = Integer.parseInt(args[1]);
        ParameterServer.Worker worker =
                new ParameterServer.Worker(rank, workers, "127.0.0.1", Duration.ofMillis(Long.parseLong(args[2])));
        Meeting meeting = new Meeting(Path.of(args[4]), rank, workers);
        try (ParameterServer server = ParameterServer.open(
                worker, meeting::gather, LoopbackServers.KERNELS, LoopbackServers.vector(LENGTH), 1e-3)) {
            share(server, Integer.parseInt(args[3]));
        } catch (RuntimeException | InterruptedException e) {
            System.out.println("failed: " + e.getMessage());
        }
        System.out.println("closed");
    }

    private static void share(ParameterServer server, int shares) throws InterruptedException {
        ParameterVector weights = LoopbackServers.vector(LENGTH);
        ParameterVector difference = LoopbackServers.vector(LENGTH);
        for (int i = 1; i <= shares; i++) {
            for (int j = 0; j < LENGTH; j++) {
                difference.of("weight").set(j, 1e-3 * (1 + server.rank()));
            }
            server.share(difference);
            server.receive(weights);
            System.out.println("shared " + i);
            Thread.sleep(5);
        }
        server.settle(weights);
        System.out.println("weights " + Arrays.hashCode(weights.of("weight").toFloats()));
    }

    /** A rendezvous of processes in a folder: each writes its text there and waits for those of the others. */
    private static final class Meeting {

        private final Path folder;
        private final int rank;
        private final int workers;
        private int number;

        Meeting(Path folder, int rank, int workers) {
            this.folder = folder;
            this.rank = rank;
            this.workers = workers;
        }

        String[] gather(String mine) {
            number++;
            try {
                Path draft = folder.resolve("draft-" + rank);
                Files.writeString(draft, mine);
                Files.move(draft, file(rank), StandardCopyOption.ATOMIC_MOVE);
                String[] texts = new String[workers];
                for (int i = 0; i < workers; i++) {
                    texts[i] = await(file(i));
                }
                return texts;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private Path file(int of) {
            return folder.resolve(number + "-" + of);
        }

        private static String await(Path file) throws IOException, InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MEETING_SECONDS);
            while (!Files.exists(file)) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("nobody has left " + file.getFileName());
                }
                Thread.sleep(10);
            }
            return Files.readString(file);
        }
    }
}
