package io.mmdino.average;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A proxy in front of a worker that records the bytes sent to it and may flip one bit of them. */
final class Wiretap implements AutoCloseable {

    private final ServerSocket listener;
    private final int port;
    private final long flipped;
    private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();
    private final AtomicLong passed = new AtomicLong();
    private final List<Socket> sockets = new ArrayList<>();

    /**
     * Listens on a port of its own.
     *
     * @param port of the worker
     * @param flipped index of the sent byte whose lowest bit is flipped; -1 for none
     */
    Wiretap(int port, long flipped) {
        this.port = port;
        this.flipped = flipped;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The bytes sent to the worker so far. */
    synchronized byte[] recorded() {
        return recorded.toByteArray();
    }

    private void accept() throws IOException {
        while (true) {
            Socket caller = listener.accept();
            Socket worker = new Socket("127.0.0.1", port);
            synchronized (this) {
                sockets.addAll(List.of(caller, worker));
            }
            start(() -> pass(caller, worker, true));
            start(() -> pass(worker, caller, false));
        }
    }

    private void pass(Socket from, Socket to, boolean recording) throws IOException {
        byte[] bytes = new byte[1 << 16];
        try (from;
                to) {
            for (int count = from.getInputStream().read(bytes);
                    count >= 0;
                    count = from.getInputStream().read(bytes)) {
                if (recording) {
                    record(bytes, count);
                }
                to.getOutputStream().write(bytes, 0, count);
            }
        }
    }

    private synchronized void record(byte[] bytes, int count) {
        recorded.write(bytes, 0, count);
        long first = passed.getAndAdd(count);
        if (flipped >= first && flipped < first + count) {
            bytes[(int) (flipped - first)] ^= 1;
        }
    }

    /** Work on a socket. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // The test has ended, or a worker has hung up.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
