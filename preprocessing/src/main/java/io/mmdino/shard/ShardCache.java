package io.mmdino.shard;

import io.mmdino.disk.OwnFolder;
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
 * and old ones may be deleted when nobody reads them. It gets its name when it is complete. Processes and threads that open one
 * cache at once wait for the first to build it. The mapping ends when the garbage collector finds it unused.
 */
public final class ShardCache implements SliceSource {

    private static final long SEGMENT_BYTES = 1L << 30;
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
     * @throws ShardException when the folder is no shard folder, has no finished run, lacks files, or mixes settings, or the
     *     local disk is too small
     */
    public static ShardCache open(Configuration conf, String shards, Path cacheFolder) throws IOException {
        return open(conf, shards, cacheFolder, SEGMENT_BYTES);
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
        return open(ShardReader.open(conf, shards).only(studies), cacheFolder, SEGMENT_BYTES);
    }

    static ShardCache open(Configuration conf, String shards, Path cacheFolder, long segmentBytes) throws IOException {
        return open(ShardReader.open(conf, shards), cacheFolder, segmentBytes);
    }

    private static ShardCache open(ShardReader reader, Path cacheFolder, long segmentBytes) throws IOException {
        String key = StateHash.of(reader.state());
        Path folder = cacheFolder.resolve(key);
        OwnFolder.make(cacheFolder);
        if (!Files.isDirectory(folder)) {
            try (FileChannel lock = lockFile(cacheFolder, key);
                    FileLock held = lock(lock)) {
                if (held.isValid() && !Files.isDirectory(folder)) {
                    build(reader, key, folder, segmentBytes);
                }
            }
        }
        if (!OwnFolder.isWrittenByOwnerOnly(folder)) {
            throw new ShardException(
                    "the slice cache " + folder + " is a link, another user's, or others may write into it;"
                            + " delete it, or name a cache folder of your own");
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

    private static void build(ShardReader reader, String key, Path folder, long segmentBytes) throws IOException {
        Path partial = folder.resolveSibling("." + key + ".partial");
        CacheBuilder.delete(partial); // left by a killed builder; as the lock is held, nobody writes it now
        OwnFolder.make(partial);
        CacheBuilder builder = new CacheBuilder(reader, key, partial, segmentBytes);
        long free = Files.getFileStore(partial).getUsableSpace();
        try {
            if (free < builder.bytes()) {
                throw new ShardException("the slice cache in " + folder.getParent() + " needs " + builder.bytes()
                        + " bytes, free are " + free + "; free the disk or name another cache folder");
            }
            builder.build();
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            CacheBuilder.delete(partial);
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
