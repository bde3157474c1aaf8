package io.mmdino.run;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy between an HTTP client and a server on the loopback interface that spoils chosen requests. All others are passed byte
 * for byte, so signatures stay valid.
 */
public final class FaultyLink implements AutoCloseable {

    /** What becomes of one request. */
    public enum Fault {
        NONE,
        /** S3's throttling. */
        SLOW_DOWN,
        SERVER_ERROR,
        /** The connection ends in the middle of the request's body. */
        CUT_REQUEST,
        /** The connection ends at the beginning of the response's body. */
        CUT_RESPONSE,
        /** The connection ends far into the response's body, if it is long. */
        CUT_LONG_RESPONSE,
        /** The answer comes late. */
        LATE
    }

    /** Decides about requests; called from several threads. */
    @FunctionalInterface
    public interface Plan {
        Fault of(String method, String path);
    }

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+) *$");
    private static final Pattern COPY = Pattern.compile("(?im)^x-amz-copy-source: ");
    private static final int LATE_MS = 300;
    private static final int CUT_AFTER = 600;
    private static final int CUT_LATE = 12_000;

    private final ServerSocket listener;
    private final int server;
    private final AtomicInteger spoiled = new AtomicInteger();
    private final AtomicInteger copies = new AtomicInteger();
    private volatile Plan plan = (method, path) -> Fault.NONE;

    private FaultyLink(ServerSocket listener, int server) {
        this.listener = listener;
        this.server = server;
    }

    public static FaultyLink to(int server) throws IOException {
        FaultyLink link = new FaultyLink(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), server);
        daemon(link::accept);
        return link;
    }

    public String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    public void follow(Plan next) {
        spoiled.set(0);
        copies.set(0);
        plan = next;
    }

    /** Requests spoiled since the plan was set. */
    public int spoiled() {
        return spoiled.get();
    }

    /** Requests since the plan was set that make the server copy an object, as renaming does. */
    public int copies() {
        return copies.get();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "faulty link");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                daemon(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        AtomicLong allowed = new AtomicLong(Long.MAX_VALUE);
        try (client;
                Socket behind = new Socket("127.0.0.1", server)) {
            daemon(() -> pump(behind, client, allowed));
            InputStream in = new BufferedInputStream(client.getInputStream());
            for (byte[] head = head(in); head.length > 0; head = head(in)) {
                if (!pass(head, in, client.getOutputStream(), behind.getOutputStream(), allowed)) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt(); // the connection is over, and with it this thread
        }
    }

    /** Whether the connection goes on. */
    private boolean pass(byte[] head, InputStream in, OutputStream client, OutputStream behind, AtomicLong allowed)
            throws IOException, InterruptedException {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String[] first = text.split(" ", 3);
        Fault fault = plan.of(first[0], first[1]);
        if (fault != Fault.NONE) {
            spoiled.incrementAndGet();
        }
        copies.addAndGet(COPY.matcher(text).find() ? 1 : 0);
        Matcher length = LENGTH.matcher(text);
        long body = length.find() ? Long.parseLong(length.group(1)) : 0;
        switch (fault) {
            case SLOW_DOWN -> client.write(answer("503 Slow Down", "SlowDown"));
            case SERVER_ERROR -> client.write(answer("500 Internal Server Error", "InternalError"));
            case CUT_REQUEST -> {
                behind.write(head);
                copy(in, behind, Math.min(body / 2, CUT_AFTER));
            }
            default -> {
                allowed.set(
                        switch (fault) {
                            case CUT_RESPONSE -> CUT_AFTER;
                            case CUT_LONG_RESPONSE -> CUT_LATE;
                            default -> Long.MAX_VALUE;
                        });
                Thread.sleep(fault == Fault.LATE ? LATE_MS : 0);
                behind.write(head);
                copy(in, behind, body);
                return true;
            }
        }
        return false;
    }

    private static byte[] answer(String status, String code) {
        String body = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>as set</Message></Error>";
        return ("HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
            if (ends == 2) {
                return head.toByteArray();
            }
        }
        return new byte[0];
    }

    private static void copy(InputStream in, OutputStream out, long bytes) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = bytes;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new IOException("the client left");
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }

    private static void pump(Socket behind, Socket client, AtomicLong allowed) {
        try (behind;
                client) {
            byte[] buffer = new byte[1 << 16];
            InputStream in = behind.getInputStream();
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                int sent = (int) Math.min(count, allowed.get());
                client.getOutputStream().write(buffer, 0, sent);
                if (allowed.get() < Long.MAX_VALUE && allowed.addAndGet(-sent) <= 0) {
                    return;
                }
            }
        } catch (IOException e) {
            return; // one of the two is gone
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
