package io.mmdino.storage;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The local disk as a store that fails: {@code faulty:/path}. A plan, shared by all instances of this class, decides which requests
 * fail.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {

    /** Outcome of one request. */
    public enum Fault {
        NONE,
        REFUSED,
        /** The connection is cut after half of the requested bytes; for requests without a stream, at once. */
        CUT,
        /** The stream ends early, without an error. */
        ENDED
    }

    /** Decides the outcome of requests. Called from several threads. */
    @FunctionalInterface
    public interface Plan {
        Fault of(String request, Path path);
    }

    /** Parts of a path that differ between runs: the test's folder and Spark's job ids. */
    private static final Pattern CHANGING = Pattern.compile("junit-?\\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Number of entries of a listing in one request. */
    private static final int PAGE = 5;

    private static final AtomicInteger FAILURES = new AtomicInteger();
    private static volatile Plan plan = (request, path) -> Fault.NONE;

    /** Sets the plan and resets the count of failures. */
    public static void follow(Plan next) {
        FAILURES.set(0);
        plan = next;
    }

    /** Number of failed requests since the plan was set. */
    public static int failures() {
        return FAILURES.get();
    }

    /**
     * A plan by which one of {@code often} requests fails. It depends on the seed, the request, the file and the number of earlier
     * requests for it, and not on the order of threads.
     */
    public static Plan seeded(long seed, int often) {
        Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        Fault[] faults = Fault.values();
        return (request, path) -> {
            String key = request + " " + CHANGING.matcher(path.toString()).replaceAll("*");
            int count = counts.computeIfAbsent(key, name -> new AtomicInteger()).incrementAndGet();
            int drawn = new SplittableRandom(seed << 32 ^ (key + count).hashCode()).nextInt(often * 3);
            return drawn < 3 ? faults[1 + drawn] : Fault.NONE;
        };
    }

    /** A Hadoop configuration with this file system and short pauses. */
    public static Configuration settings(Configuration base, String limit) {
        Configuration conf = new Configuration(base);
        conf.set("fs.faulty.impl", FaultyFileSystem.class.getName());
        conf.set(StoreRetries.TIMEOUT, limit);
        conf.set(StoreRetries.PAUSE, "1ms");
        return conf;
    }

    @Override
    public URI getUri() {
        return URI.create("faulty:///");
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    private static Fault request(String request, Path path) throws IOException {
        Fault fault = plan.of(request, path);
        if (fault != Fault.NONE) {
            FAILURES.incrementAndGet();
        }
        if (fault == Fault.REFUSED) {
            throw new IOException("the store is busy, at " + path);
        }
        return fault;
    }

    private static void plain(String request, Path path) throws IOException {
        if (request(request, path) != Fault.NONE) {
            throw new EOFException("the connection was cut at " + path);
        }
    }

    /** A status without owner and permissions, which the superclass reads only for paths that start with {@code file:}. */
    @Override
    public FileStatus getFileStatus(Path file) throws IOException {
        boolean listing = StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("listStatus")));
        if (!listing) { // the local disk looks up each listed entry, which a store does not
            plain("status", file);
        }
        FileStatus own = super.getFileStatus(file);
        return new FileStatus(
                own.getLen(), own.isDirectory(), 1, 1 << 20, own.getModificationTime(), makeQualified(file));
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        plain("open", file);
        return new FSDataInputStream(new FaultyStream(super.open(file, bufferSize), file));
    }

    @Override
    public boolean delete(Path file, boolean all) throws IOException {
        plain("delete", file);
        return super.delete(file, all);
    }

    @Override
    public FileStatus[] listStatus(Path folder) throws IOException {
        plain("list", folder);
        FileStatus[] entries = super.listStatus(folder);
        Arrays.sort(entries);
        return entries;
    }

    @Override
    public RemoteIterator<LocatedFileStatus> listFiles(Path folder, boolean recursive) throws IOException {
        return faulty(super.listFiles(folder, recursive));
    }

    @Override
    public RemoteIterator<FileStatus> listStatusIterator(Path folder) throws IOException {
        return faulty(super.listStatusIterator(folder));
    }

    private static <T extends FileStatus> RemoteIterator<T> faulty(RemoteIterator<T> entries) {
        return new RemoteIterator<>() {
            private int given;

            @Override
            public boolean hasNext() throws IOException {
                return entries.hasNext();
            }

            @Override
            public T next() throws IOException {
                T next = entries.next();
                if (++given % PAGE == 0) {
                    plain("page", next.getPath());
                }
                return next;
            }
        };
    }

    private static final class FaultyStream extends FSInputStream {

        private final FSDataInputStream in;
        private final Path file;

        FaultyStream(FSDataInputStream in, Path file) {
            this.in = in;
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            Fault fault = request("read", file);
            if (fault == Fault.ENDED) {
                return -1;
            }
            if (fault == Fault.CUT) {
                in.readNBytes(to, offset, length / 2);
                throw new IOException("connection reset while reading " + file);
            }
            return in.read(to, offset, length);
        }

        @Override
        public void seek(long position) throws IOException {
            in.seek(position);
        }

        @Override
        public long getPos() throws IOException {
            return in.getPos();
        }

        @Override
        public boolean seekToNewSource(long position) {
            return false;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
