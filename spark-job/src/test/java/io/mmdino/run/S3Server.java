package io.mmdino.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real S3 server with its objects in memory: s3proxy as a process of its own, on the loopback interface, with
 * authentication. It ends with the test, or by itself after ten minutes.
 */
public final class S3Server implements AutoCloseable {

    public static final String IDENTITY = "mmdino-test-key";
    public static final String SECRET = "marked-secret-7d1f0c";

    private static final String LIMIT_SECONDS = "600";
    private static final int START_SECONDS = 60;

    private final Process process;
    private final int port;
    private final Path folder;

    private S3Server(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    public static S3Server start() throws IOException, InterruptedException {
        Path jar = Path.of("target", "s3-server", "s3proxy-jar-with-dependencies.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not there; run mvn process-test-resources");
        }
        int port = freePort();
        Path folder = Files.createTempDirectory("s3-server");
        Path settings = Files.writeString(folder.resolve("settings"), settings(port));
        Process process = new ProcessBuilder(
                        "timeout",
                        LIMIT_SECONDS,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-jar",
                        jar.toString(),
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        S3Server server = new S3Server(process, port, folder);
        server.awaitPort();
        return server;
    }

    private static String settings(int port) {
        return String.join(
                "\n",
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + IDENTITY,
                        "s3proxy.credential=" + SECRET,
                        "jclouds.provider=transient",
                        "jclouds.identity=none",
                        "jclouds.credential=none"));
    }

    static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return any.getLocalPort();
        }
    }

    private void awaitPort() throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try {
                new Socket("127.0.0.1", port).close();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > until) {
                    throw new IOException("the S3 server did not start: " + Files.readString(folder.resolve("log")), e);
                }
                Thread.sleep(50);
            }
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        for (String file : List.of("settings", "log")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.deleteIfExists(folder);
    }
}
