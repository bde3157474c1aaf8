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

/** Sits on the wire before a worker: keeps what goes to it, and may turn one bit of that. */
final class Wiretap implements AutoCloseable {

    private final ServerSocket listener;
    private final int port;
    private final long turned;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final AtomicLong passed = new AtomicLong();
    private final List<Socket> sockets = new ArrayList<>();

    /**
     * @param port of the worker
     * @param turned the byte of all that is sent to it whose lowest bit is turned; -1 for none
     */
    Wiretap(int port, long turned) {
        this.port = port;
        this.turned = turned;
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

    /** What was sent to the worker so far. */
    synchronized byte[] heard() {
        return heard.toByteArray();
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

    private void pass(Socket from, Socket to, boolean listening) throws IOException {
        byte[] bytes = new byte[1 << 16];
        try (from;
                to) {
            for (int count = from.getInputStream().read(bytes);
                    count >= 0;
                    count = from.getInputStream().read(bytes)) {
                if (listening) {
                    listen(bytes, count);
                }
                to.getOutputStream().write(bytes, 0, count);
            }
        }
    }

    private synchronized void listen(byte[] bytes, int count) {
        heard.write(bytes, 0, count);
        long first = passed.getAndAdd(count);
        if (turned >= first && turned < first + count) {
            bytes[(int) (turned - first)] ^= 1;
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
