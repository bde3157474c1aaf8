package io.mmdino.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Claims on a local disk, between processes. */
@Timeout(120)
class LocalClaimTest {

    private final Configuration conf = new Configuration();
    private final List<ClaimHolder> holders = new ArrayList<>();

    @TempDir
    Path temp;

    @AfterEach
    void endAllProcesses() throws InterruptedException {
        for (ClaimHolder holder : holders) {
            holder.kill();
        }
    }

    @Test
    void ofSeveralProcessesExactlyOneHoldsTheFolderAndTheOthersSayThatTheyAreLate() throws Exception {
        for (int i = 0; i < 3; i++) {
            start();
        }
        List<ClaimHolder> owners = holders.stream().filter(ClaimHolder::holds).toList();
        assertThat(owners).hasSize(1);
        for (ClaimHolder holder : holders) {
            assertThat(holder == owners.get(0) ? ClaimHolder.BUSY : holder.exitCode())
                    .isEqualTo(ClaimHolder.BUSY);
        }
        assertThatThrownBy(this::claim)
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("another score is at work in " + output() + " (process ")
                .hasMessageContaining("wait for it, or choose another --output");
        assertThat(owners.get(0).release()).isZero();
        assertThat(output()).as("made for the claim alone").doesNotExist();
    }

    @Test
    void aKilledOwnersFolderIsTakenOverAtOnce() throws Exception {
        ClaimHolder first = start();
        assertThat(first.holds()).isTrue();
        assertThat(output().resolve(Claim.NAME)).exists();
        first.kill();
        try (Claim claim = claim()) {
            claim.requireHeld();
            ClaimHolder second = start();
            assertThat(second.holds()).isFalse();
            assertThat(second.exitCode()).isEqualTo(ClaimHolder.BUSY);
        }
        assertThat(start().holds()).isTrue();
    }

    @Test
    void aClaimedFileMayHaveOtherFilesBesideIt() throws IOException {
        Path file = temp.resolve("results/evaluation.json");
        try (Claim claim = Claim.ofFile(conf, file.toString(), "evaluate");
                Claim other =
                        Claim.ofFile(conf, file.resolveSibling("other.json").toString(), "evaluate")) {
            claim.requireHeld();
            other.requireHeld();
            assertThatThrownBy(() -> Claim.ofFile(conf, file.toString(), "evaluate"))
                    .isInstanceOf(BusyException.class);
            Files.writeString(file, "{}");
        }
        try (Stream<Path> left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void aFolderThatWasThereStaysAndAFileIsNoFolder() throws IOException {
        Files.createDirectories(output());
        claim().close();
        assertThat(output()).isEmptyDirectory();
        Path file = Files.writeString(temp.resolve("file"), "x");
        assertThatThrownBy(() -> Claim.ofFolder(conf, file.toString(), "train"))
                .isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void closingTwiceGivesUpOnce() throws IOException {
        Claim claim = claim();
        claim.close();
        try (Claim next = claim()) {
            claim.close();
            next.requireHeld();
            assertThat(output().resolve(Claim.NAME)).exists();
        }
    }

    private ClaimHolder start() throws IOException {
        ClaimHolder holder = ClaimHolder.start(output().toString(), Map.of());
        holders.add(holder);
        return holder;
    }

    private Path output() {
        return temp.resolve("out/scores");
    }

    private Claim claim() throws IOException {
        return Claim.ofFolder(conf, output().toString(), "train");
    }
}
