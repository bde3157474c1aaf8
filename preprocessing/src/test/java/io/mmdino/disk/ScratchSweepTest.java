package io.mmdino.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.spill.SpillFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes make scratch folders of every kind and are killed by SIGKILL, or live on, while others sweep. */
class ScratchSweepTest {

    private static final long LIMIT_SECONDS = 60;

    @TempDir
    Path temp;

    private Process child;

    @AfterEach
    void end() throws InterruptedException {
        if (child != null) {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void allThatAKilledProcessLeftIsDeletedByTheNextOne() throws Exception {
        Path tmp = start();
        List<String> made = names(tmp);
        assertThat(made).hasSize(ScratchFolder.Purpose.values().length + 1);
        kill();
        assertThat(names(tmp)).as("a killed process cleans nothing").isEqualTo(made);
        try (ScratchFolder next = ScratchFolder.in(tmp, ScratchFolder.Purpose.SPILL)) {
            assertThat(names(tmp)).containsExactly(next.path().getFileName().toString());
        }
    }

    @Test
    void whatALivingProcessUsesStaysEvenAfterManySweeps() throws Exception {
        Path tmp = start();
        List<String> made = names(tmp);
        for (int i = 0; i < 3; i++) {
            ScratchFolder.locked(tmp).close();
            ScratchSweep.in(tmp);
        }
        assertThat(names(tmp)).isEqualTo(made);
        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void sweepsOfTheOwnProcessDoNotEndItsLocks() throws Exception {
        Path tmp = Files.createDirectory(temp.resolve("tmp"));
        try (ScratchFolder mine = ScratchFolder.in(tmp, ScratchFolder.Purpose.SPILL)) {
            ScratchSweep.in(tmp);
            ScratchFolder.locked(tmp).close();
            launch(tmp); // another process, which sweeps when it makes its folders
            assertThat(mine.path()).isDirectory();
        }
    }

    @Test
    void foldersOfOtherNamesLinksAndFoldersWithoutALockStay() throws Exception {
        Path tmp = Files.createDirectory(temp.resolve("tmp"));
        Path run = Files.createDirectory(tmp.resolve("mm-dinov2-run"));
        Files.createFile(run.resolve(FolderLock.NAME));
        Path unlocked = OwnFolder.make(tmp.resolve("mm-dinov2-spill-1_1-1"));
        Path target = OwnFolder.make(temp.resolve("target"));
        Files.createFile(target.resolve(FolderLock.NAME));
        Path link = Files.createSymbolicLink(tmp.resolve("mm-dinov2-spill-1_1-2"), target);
        Path linkedLock = OwnFolder.make(tmp.resolve("mm-dinov2-spill-1_1-3"));
        Files.createSymbolicLink(linkedLock.resolve(FolderLock.NAME), target.resolve("made"));
        ScratchSweep.in(tmp);
        assertThat(List.of(run, unlocked, link, linkedLock)).allMatch(Files::exists);
        assertThat(target.resolve("made")).doesNotExist();
    }

    private Path start() throws Exception {
        Path tmp = Files.createDirectory(temp.resolve("tmp"));
        launch(tmp);
        return tmp;
    }

    private void launch(Path tmp) throws Exception {
        Path sign = temp.resolve("sign");
        child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + tmp,
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        sign.toString())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("log").toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!Files.exists(sign)) {
            assertThat(child.isAlive() && System.nanoTime() < end)
                    .as("the child ended or hangs: %s", Files.readString(temp.resolve("log")))
                    .isTrue();
            Thread.sleep(20);
        }
    }

    private void kill() throws InterruptedException {
        child.destroyForcibly(); // SIGKILL
        assertThat(child.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** Makes a folder of every purpose and one of a command, writes a spill, says so, and waits. */
    public static final class Child {

        private Child() {}

        public static void main(String[] args) throws Exception {
            Path tmp = Path.of(System.getProperty("java.io.tmpdir"));
            List<AutoCloseable> held = new ArrayList<>(); // or the garbage collector would close their locks
            held.add(SpillFolder.temporary());
            held.add(ScratchFolder.locked(tmp));
            for (ScratchFolder.Purpose purpose : ScratchFolder.Purpose.values()) {
                if (purpose != ScratchFolder.Purpose.SPILL) {
                    ScratchFolder made = ScratchFolder.temporary(purpose);
                    held.add(made);
                    Files.writeString(
                            Files.createDirectories(made.path().resolve("a")).resolve("b"), "voxels");
                }
            }
            Files.createFile(Path.of(args[0]));
            TimeUnit.MINUTES.sleep(10);
            held.clear();
        }
    }
}
