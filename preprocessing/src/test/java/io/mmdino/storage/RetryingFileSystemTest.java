package io.mmdino.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.storage.FaultyFileSystem.Fault;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RetryingFileSystemTest {

    @TempDir
    java.nio.file.Path temp;

    private final byte[] bytes = new byte[50_000];
    private Configuration conf;
    private java.nio.file.Path local;
    private Path file;

    @BeforeEach
    void aFile() throws IOException {
        new Random(1).nextBytes(bytes);
        local = Files.write(temp.resolve("file"), bytes);
        file = at(local);
        conf = FaultyFileSystem.settings(new Configuration(), "5s");
    }

    @AfterEach
    void theStoreIsWellAgain() {
        FaultyFileSystem.follow((request, path) -> Fault.NONE);
    }

    private static Path at(java.nio.file.Path local) {
        return new Path("faulty://" + local);
    }

    private FileSystem files() throws IOException {
        return Storage.of(conf, file);
    }

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyByteComesOnceAndInItsPlaceWhateverFails(long seed) throws IOException {
        FaultyFileSystem.follow(FaultyFileSystem.seeded(seed, 8));
        Random random = new Random(seed);
        try (FSDataInputStream in = files().open(file)) {
            for (int step = 0; step < 150; step++) {
                readSomehow(in, random);
            }
            in.seek(0);
            assertThat(in.readAllBytes()).isEqualTo(bytes);
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(FaultyFileSystem.failures()).isGreaterThan(5);
    }

    private void readSomehow(FSDataInputStream in, Random random) throws IOException {
        int at = random.nextInt(bytes.length - 1000);
        byte[] to = new byte[1 + random.nextInt(1000)];
        switch (random.nextInt(4)) {
            case 0 -> in.seek(at);
            case 1 -> {
                long before = in.getPos();
                in.readFully(at, to);
                assertThat(to).isEqualTo(Arrays.copyOfRange(bytes, at, at + to.length));
                assertThat(in.getPos()).isEqualTo(before);
            }
            case 2 -> {
                int from = (int) in.getPos();
                int count = Math.max(0, in.read(to));
                assertThat(Arrays.copyOf(to, count)).isEqualTo(Arrays.copyOfRange(bytes, from, from + count));
            }
            default -> {
                in.seek(at);
                assertThat(in.read()).isEqualTo(bytes[at] & 0xff);
            }
        }
    }

    /** GZIPInputStream takes a cut stream for the end of the file when {@code available()} is 0. */
    @Test
    void aCompressedFileIsReadToItsEnd() throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(local))) {
            out.write(bytes);
        }
        FaultyFileSystem.follow(FaultyFileSystem.seeded(7, 5));
        try (GZIPInputStream in = new GZIPInputStream(files().open(file))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NONE"},
            mode = EnumSource.Mode.EXCLUDE)
    void aFileThatNeverComesWholeIsAFailureAndNoShorterFile(Fault fault) throws IOException {
        conf.set(StoreRetries.TIMEOUT, "20ms");
        AtomicInteger reads = new AtomicInteger();
        FaultyFileSystem.follow(
                (request, path) -> request.equals("read") && reads.incrementAndGet() > 2 ? fault : Fault.NONE);
        try (FSDataInputStream in = files().open(file)) {
            assertThat(in.readNBytes(10)).hasSize(10);
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> in.read(0, new byte[10], 0, 10))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(EOFException.class);
        }
    }

    /** GZIPInputStream ignores a failure between two members, so that a later read must fail too. */
    @Test
    void aStreamThatHasFailedStaysFailed() throws IOException {
        conf.set(StoreRetries.TIMEOUT, "10ms");
        try (FSDataInputStream in = files().open(file)) {
            FaultyFileSystem.follow((request, path) -> Fault.REFUSED);
            assertThatThrownBy(in::read).isInstanceOf(IOException.class);
            FaultyFileSystem.follow((request, path) -> Fault.NONE);
            assertThatThrownBy(in::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFileThatIsReplacedWhileItIsReadIsNotReadOn() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        FaultyFileSystem.follow((request, path) -> {
            boolean second = request.equals("read") && reads.incrementAndGet() == 2;
            if (second) {
                write(local, new byte[bytes.length + 1]);
            }
            return second ? Fault.CUT : Fault.NONE;
        });
        try (FSDataInputStream in = files().open(file)) {
            in.readNBytes(100);
            assertThatThrownBy(() -> in.readNBytes(100))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("replaced while it was read")
                    .hasMessageNotContaining(temp.toString());
        }
    }

    @Test
    void aShortFileThatIsReplacedWhileItIsReadIsReadAgainFromItsBeginning() throws IOException {
        byte[] later = "the later version, which is longer".getBytes(StandardCharsets.UTF_8);
        Files.writeString(local, "the first version");
        AtomicInteger reads = new AtomicInteger();
        FaultyFileSystem.follow((request, path) -> {
            boolean second = request.equals("read") && reads.incrementAndGet() == 2;
            if (second) {
                write(local, later);
            }
            return second ? Fault.CUT : Fault.NONE;
        });
        assertThat(Storage.bytes(conf, file, 1000)).isEqualTo(later);
        assertThat(Storage.bytes(conf, file, 9)).isEqualTo("the later".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aShortFileThatIsReplacedAtEveryReadIsAFailure() {
        AtomicInteger versions = new AtomicInteger();
        FaultyFileSystem.follow((request, path) -> {
            if (request.equals("read")) {
                write(local, new byte[versions.incrementAndGet()]);
            }
            return request.equals("read") ? Fault.CUT : Fault.NONE;
        });
        assertThatThrownBy(() -> Storage.bytes(conf, file, 1000)).isInstanceOf(StorageException.class);
        assertThat(versions).hasValue(10);
    }

    private static void write(java.nio.file.Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatIsNotThereIsSaidAtOnce() {
        AtomicInteger requests = new AtomicInteger();
        FaultyFileSystem.follow((request, path) -> {
            requests.incrementAndGet();
            return Fault.NONE;
        });
        assertThatThrownBy(() -> files().open(at(temp.resolve("none")))).isInstanceOf(FileNotFoundException.class);
        assertThat(requests).hasValue(1);
        assertThatThrownBy(() -> files().open(at(temp)))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("is a folder, wanted a file");
    }

    @Test
    void positionsOutsideOfTheFileAndClosedStreamsAreRefused() throws IOException {
        FSDataInputStream in = files().open(file);
        assertThatThrownBy(() -> in.seek(-1)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> in.seek(bytes.length + 1)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> in.readFully(bytes.length - 5, new byte[6])).isInstanceOf(EOFException.class);
        assertThat(in.available()).isEqualTo(bytes.length);
        in.close();
        assertThatThrownBy(in::read).hasMessageContaining("closed");
    }

    @Test
    void aDeletionIsTriedAgain() throws IOException {
        failFirst("delete");
        assertThat(files().delete(file, false)).isTrue();
        assertThat(local).doesNotExist();
        assertThat(FaultyFileSystem.failures()).isOne();
    }

    private static void failFirst(String what) {
        AtomicInteger requests = new AtomicInteger();
        FaultyFileSystem.follow((request, path) ->
                request.equals(what) && requests.incrementAndGet() == 1 ? Fault.REFUSED : Fault.NONE);
    }

    @Test
    void aFolderIsListedAtTheSecondTry() throws IOException {
        for (String name : List.of("1", "2", "3")) {
            Files.writeString(Files.createDirectories(temp.resolve("folder")).resolve(name), name);
        }
        failFirst("list");
        assertThat(namesOf(Arrays.asList(files().listStatus(at(temp.resolve("folder"))))))
                .containsExactlyInAnyOrder("1", "2", "3");
        assertThat(FaultyFileSystem.failures()).isOne();
    }

    private static List<String> namesOf(List<FileStatus> entries) {
        return entries.stream().map(entry -> entry.getPath().getName()).toList();
    }

    @Test
    void theLocalDiskIsReachedDirectly() throws IOException {
        assertThat(Storage.of(conf, new Path(local.toUri()))).isInstanceOf(LocalFileSystem.class);
    }
}
