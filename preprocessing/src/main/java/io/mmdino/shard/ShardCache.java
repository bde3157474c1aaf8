package io.mmdino.shard;

import io.mmdino.disk.OwnFolder;
import io.mmdino.shard.CacheIndex.DamagedCacheException;
import io.mmdino.storage.FailureKinds.NoSpaceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard folder copied to the local disk as records of fixed length in memory-mapped files: random access at the disk's speed,
 * outside the heap.
 *
 * <p>A cache lies in {@code cacheFolder/KEY}, KEY being a hash of what it was made of, so a changed folder gets a new cache,
 * and old ones may be deleted when nobody reads them. Every byte of a shard is compared with the folder's index while it is
 * copied. The cache gets its name when it is complete; what a killed process has copied of it is not copied again.
 * Processes and threads that open one cache at once wait for the first to build it. The mapping ends when the garbage collector
 * finds it unused.
 *
 * <p>Index and records have checksums. A cache that is damaged is never read as data: it is made anew from the shards, which it
 * is a copy of, or the error names it.
 */
public final class ShardCache implements SliceSource {

    private static final long SEGMENT_BYTES = 1L << 30;
    private static final int MOST_THREADS = 16;
    private static final long LOCK_WAIT_MS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ShardCache.class);

    private final ShardReader shards;
    private final Path folder;
    private final Building how;
    private volatile CacheFiles files;

    private ShardCache(ShardReader shards, Path folder, Building how) throws IOException {
        this.shards = shards;
        this.folder = folder;
        this.how = how;
        OwnFolder.make(folder.getParent());
        if (!Files.isDirectory(folder)) {
            makeAnew(() -> Files.isDirectory(folder));
        }
        if (!OwnFolder.isWrittenByOwnerOnly(folder)) {
            throw new ShardException(
                    "the slice cache " + folder + " is a link, another user's, or others may write into it;"
                            + " delete it, or name a cache folder of your own");
        }
        try {
            files = new CacheFiles(folder, key());
        } catch (DamagedCacheException damage) {
            files = replaced(damage, 0);
        }
    }

    private String key() {
        return folder.getFileName().toString();
    }

    /**
     * Opens the cache of a shard folder, building it first when it is not there.
     *
     * @param shards the output folder of ingest, on any Hadoop file system
     * @param cacheFolder on a local disk
     * @throws ShardException when the folder is no shard folder, has no finished run, lacks files, is damaged, or mixes settings,
     *     or the local disk is too small
     */
    public static ShardCache open(Configuration conf, String shards, Path cacheFolder) throws IOException {
        return open(conf, shards, cacheFolder, Building.usual());
    }

    /**
     * Opens a cache of some studies of a shard folder, building it first when it is not there. Caches of other studies and of
     * the whole folder lie beside it; one of all studies is the whole folder's.
     *
     * @param studies keyed hashes of study ids, at least one
     * @throws ShardException when the folder cannot be used, the disk is too small, or the folder lacks one of the studies
     */
    public static ShardCache open(Configuration conf, String shards, Path cacheFolder, Set<String> studies)
            throws IOException {
        return open(ShardReader.open(conf, shards).only(studies), cacheFolder, Building.usual());
    }

    /** Opens the cache of a shard folder, which a given number of threads build when it is not there. */
    public static ShardCache withThreads(Configuration conf, String shards, Path cacheFolder, int threads)
            throws IOException {
        return open(conf, shards, cacheFolder, new Building(SEGMENT_BYTES, threads));
    }

    static ShardCache open(Configuration conf, String shards, Path cacheFolder, long segmentBytes) throws IOException {
        return open(conf, shards, cacheFolder, new Building(segmentBytes, 2));
    }

    static ShardCache open(Configuration conf, String shards, Path cacheFolder, Building how) throws IOException {
        return open(ShardReader.open(conf, shards), cacheFolder, how);
    }

    private static ShardCache open(ShardReader reader, Path cacheFolder, Building how) throws IOException {
        return new ShardCache(reader, cacheFolder.resolve(StateHash.of(reader.state())), how);
    }

    /** Tells whether somebody else has made the cache while this process or thread waited for the lock. */
    @FunctionalInterface
    private interface Check {
        boolean isMade() throws IOException;
    }

    private void makeAnew(Check others) throws IOException {
        try (FileChannel lock = lockFile(folder.getParent(), key());
                FileLock held = lock(lock)) {
            if (held.isValid() && !others.isMade()) {
                CacheBuilder.delete(folder);
                build(shards, key(), folder, how);
            }
        }
    }

    /**
     * Makes a damaged cache anew, unless another process has done so. Whoever has the old files mapped keeps them, and finds the
     * damage by himself.
     *
     * @param record the one that is to be read
     * @throws DamagedCacheException when it is damaged again
     */
    private CacheFiles replaced(DamagedCacheException damage, int record) throws IOException {
        LOG.warn("the slice cache {} is damaged and is made anew from its shards", key());
        CacheFiles made;
        try {
            makeAnew(() -> isWhole(record));
            made = new CacheFiles(folder, key());
        } catch (IOException e) {
            throw new DamagedCacheException(damage.getMessage() + "; it cannot be made anew: " + e.getMessage(), e);
        }
        try {
            made.read(record);
        } catch (DamagedCacheException e) {
            throw new DamagedCacheException(
                    e.getMessage() + ", again after it was made anew; check the disk, or name another cache folder", e);
        }
        return made;
    }

    private boolean isWhole(int record) throws IOException {
        try {
            new CacheFiles(folder, key()).read(record);
            return true;
        } catch (DamagedCacheException e) {
            return false;
        }
    }

    private static FileChannel lockFile(Path cacheFolder, String key) throws IOException {
        return FileChannel.open(
                cacheFolder.resolve("." + key + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /**
     * Waits for the lock. The JDK lets other processes wait, and throws for other threads of this one, which are made to wait
     * here.
     */
    private static FileLock lock(FileChannel file) throws IOException {
        while (true) {
            try {
                return file.lock();
            } catch (OverlappingFileLockException e) {
                try {
                    Thread.sleep(LOCK_WAIT_MS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted while another thread builds the slice cache", interrupted);
                }
            }
        }
    }

    private static void build(ShardReader reader, String key, Path folder, Building how) throws IOException {
        Path partial = folder.resolveSibling("." + key + ".partial");
        CacheBuilder builder = new CacheBuilder(reader, key, partial, how.segmentBytes(), how.threads());
        if (!builder.goesOn()) {
            CacheBuilder.delete(
                    partial); // left by a builder of another version; as the lock is held, nobody writes it now
        }
        OwnFolder.make(partial);
        long free = Files.getFileStore(partial).getUsableSpace();
        try {
            if (free < builder.missingBytes()) {
                throw new NoSpaceException("the slice cache in " + folder.getParent() + " needs "
                        + builder.missingBytes() + " bytes, free are " + free
                        + "; free the disk or name another cache folder");
            }
            builder.build();
        } catch (ShardException e) { // it would come again; after other failures the next builder goes on
            CacheBuilder.delete(partial);
            throw e;
        }
        Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** How a cache is made: the upper limit of a record file, bytes, and the number of threads that read. */
    record Building(long segmentBytes, int threads) {

        /** Twice as many threads as cores, because they wait for the store; not more, because each holds windows. */
        static Building usual() {
            return new Building(
                    SEGMENT_BYTES,
                    Math.min(MOST_THREADS, 2 * Runtime.getRuntime().availableProcessors()));
        }
    }

    @Override
    public List<String> sequences() {
        return files.index().sequences();
    }

    @Override
    public int windowSide() {
        return files.index().windowSide();
    }

    @Override
    public List<StudyEntry> studies() {
        return files.studies();
    }

    @Override
    public String settingsHash() {
        return files.index().settingsHash();
    }

    /**
     * Reads one window whose checksum is right. A damaged cache is made anew first.
     *
     * @throws UncheckedIOException naming the cache, when it is damaged and cannot be made anew
     */
    @Override
    public Window read(int record) {
        CacheFiles now = files;
        if (record < 0 || record >= now.index().records()) {
            throw new IndexOutOfBoundsException(
                    "record " + record + " of " + now.index().records());
        }
        try {
            return now.read(record);
        } catch (DamagedCacheException damage) {
            return repaired(now, damage, record);
        }
    }

    private synchronized Window repaired(CacheFiles damaged, DamagedCacheException damage, int record) {
        try {
            if (files == damaged) { // else another thread of this process has been faster
                files = replaced(damage, record);
            }
            return files.read(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Record numbers of all windows. */
    public IntStream records() {
        return IntStream.range(0, files.index().records());
    }

    /** Releases nothing: the mapping ends when the garbage collector finds it unused. */
    @Override
    public void close() {}
}
