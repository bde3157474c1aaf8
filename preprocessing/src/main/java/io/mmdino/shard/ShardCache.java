package io.mmdino.shard;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
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

/**
 * A shard folder copied to the local disk as records of fixed length in memory-mapped files: random access at the disk's speed,
 * outside the heap.
 *
 * <p>A cache lies in {@code cacheFolder/KEY}, KEY being a hash of what it was made of, so a changed folder gets a new cache,
 * and old ones may be deleted when nobody reads them. Every byte of a shard is compared with the folder's
 * index while it is copied. The cache gets its name when it is complete; what a killed process has copied of it is not copied again.
 * Processes and threads that open one cache at once wait for the first to build it. The mapping ends when the garbage collector finds it unused.
 */
public final class ShardCache implements SliceSource {

    private static final long SEGMENT_BYTES = 1L << 30;
    private static final int MOST_THREADS = 16;
    private static final long LOCK_WAIT_MS = 100;

    private final CacheIndex index;
    private final RecordLayout layout;
    private final List<StudyEntry> studies;
    private final List<MappedByteBuffer> segments;

    private ShardCache(Path folder, String key) throws IOException {
        index = CacheIndex.read(folder, key);
        layout = new RecordLayout(index.sequences(), index.windowSide());
        if (index.recordBytes() != layout.recordBytes()) {
            throw CacheIndex.damaged(folder, "records of " + index.recordBytes() + " bytes", null);
        }
        studies = index.studies().stream().map(CacheIndex.Study::entry).toList();
        MappedByteBuffer[] maps = new MappedByteBuffer[index.segments()];
        for (int segment = 0; segment < maps.length; segment++) {
            maps[segment] = SegmentFile.map(folder, index, segment);
        }
        segments = List.of(maps);
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
        String key = StateHash.of(reader.state());
        Path folder = cacheFolder.resolve(key);
        Files.createDirectories(cacheFolder);
        if (!Files.isDirectory(folder)) {
            try (FileChannel lock = lockFile(cacheFolder, key);
                    FileLock held = lock(lock)) {
                if (held.isValid() && !Files.isDirectory(folder)) {
                    build(reader, key, folder, how);
                }
            }
        }
        return new ShardCache(folder, key);
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
        Files.createDirectories(partial);
        long free = Files.getFileStore(partial).getUsableSpace();
        try {
            if (free < builder.missingBytes()) {
                throw new ShardException("the slice cache in " + folder.getParent() + " needs "
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
        return index.sequences();
    }

    @Override
    public int windowSide() {
        return index.windowSide();
    }

    @Override
    public List<StudyEntry> studies() {
        return studies;
    }

    @Override
    public String settingsHash() {
        return index.settingsHash();
    }

    @Override
    public Window read(int record) {
        if (record < 0 || record >= index.records()) {
            throw new IndexOutOfBoundsException("record " + record + " of " + index.records());
        }
        int segment = record / index.recordsPerSegment();
        int offset = SegmentFile.HEADER_BYTES + record % index.recordsPerSegment() * index.recordBytes();
        return layout.decode(
                segments.get(segment).slice(offset, index.recordBytes()).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Record numbers of all windows. */
    public IntStream records() {
        return IntStream.range(0, index.records());
    }

    /** Releases nothing: the mapping ends when the garbage collector finds it unused. */
    @Override
    public void close() {}
}
