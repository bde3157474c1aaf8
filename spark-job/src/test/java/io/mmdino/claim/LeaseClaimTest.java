package io.mmdino.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.run.Bucket;
import io.mmdino.run.FaultyLink;
import io.mmdino.run.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims by lease between processes, on a real S3 server and a real HDFS. */
@Timeout(180)
class LeaseClaimTest {

    @TempDir
    static Path temp;

    private static S3Server server;
    private static FaultyLink link;
    private static Bucket bucket;
    private static MiniDFSCluster hdfs;
    private static int folders;

    private final List<ClaimHolder> holders = new ArrayList<>();

    @BeforeAll
    static void startStores() throws IOException, InterruptedException {
        server = S3Server.start();
        link = FaultyLink.to(server.port());
        bucket = Bucket.make("claims", link);
        Configuration conf = new Configuration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, temp.resolve("hdfs").toString());
        hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    }

    @AfterAll
    static void stopStores() throws IOException {
        hdfs.shutdown(true);
        link.close();
        server.close();
    }

    @AfterEach
    void endAllProcesses() throws InterruptedException {
        for (ClaimHolder holder : holders) {
            holder.kill();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3a", "hdfs"})
    void ofSeveralThatStartAtOnceExactlyOneWorks(String store) throws Exception {
        String folder = folder(store);
        for (int i = 0; i < 3; i++) {
            start(folder);
        }
        List<ClaimHolder> owners = holders.stream().filter(ClaimHolder::holds).toList();
        assertThat(owners).hasSize(1);
        for (ClaimHolder holder : holders) {
            if (holder != owners.get(0)) {
                assertThat(holder.exitCode()).isEqualTo(ClaimHolder.BUSY);
            }
        }
        assertThat(owners.get(0).release()).isZero();
        assertThat(new LeaseFile(conf(), lock(folder)).read()).as("given up").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3a", "hdfs"})
    void aKilledOwnersLeaseRunsOutAndIsTakenOver(String store) throws Exception {
        String folder = folder(store);
        ClaimHolder first = start(folder);
        assertThat(first.holds()).isTrue();
        assertThatThrownBy(() -> Claim.ofFolder(conf(), folder, "train"))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("another score is at work in " + folder);
        first.kill();
        try (Claim claim = Claim.ofFolder(conf(), folder, "train")) {
            claim.requireHeld();
            ClaimHolder third = start(folder);
            assertThat(third.holds()).isFalse();
            assertThat(third.exitCode()).isEqualTo(ClaimHolder.BUSY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3a", "hdfs"})
    void anOwnerThatStoodStillForItsLeaseFindsThatAnotherWorks(String store) throws Exception {
        String folder = folder(store);
        ClaimHolder first = start(folder);
        assertThat(first.holds()).isTrue();
        first.pause();
        try (Claim claim = Claim.ofFolder(conf(), folder, "train")) {
            first.resume();
            Thread.sleep(LeaseTimes.setIn(conf()).lease().toMillis());
            assertThat(first.release()).isEqualTo(ClaimHolder.BUSY);
            claim.requireHeld();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3a", "hdfs"})
    void aLeaseThatIsNoLeaseIsWatchedAndTakenOver(String store) throws Exception {
        String folder = folder(store);
        try (var out = lock(folder).getFileSystem(conf()).create(lock(folder))) {
            out.writeBytes("{\"owner\":");
        }
        try (Claim claim = Claim.ofFolder(conf(), folder, "train")) {
            claim.requireHeld();
        }
    }

    private static String folder(String store) {
        String name = "out-" + ++folders;
        return store.equals("hdfs") ? hdfs.getURI() + "/" + name : bucket.at(name);
    }

    private static org.apache.hadoop.fs.Path lock(String folder) {
        return new org.apache.hadoop.fs.Path(folder, Claim.NAME);
    }

    private ClaimHolder start(String folder) throws IOException {
        ClaimHolder holder = ClaimHolder.start(folder, settings());
        holders.add(holder);
        return holder;
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(bucket.settings());
        settings.put(LeaseTimes.LEASE, "6s");
        return settings;
    }

    private static Configuration conf() {
        Configuration conf = new Configuration();
        settings().forEach(conf::set);
        return conf;
    }
}
