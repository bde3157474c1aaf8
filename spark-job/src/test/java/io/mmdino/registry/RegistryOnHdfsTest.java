package io.mmdino.registry;

import static io.mmdino.registry.Registries.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry on a real HDFS, with a name node and a data node in this process. */
@Timeout(120)
class RegistryOnHdfsTest {

    @TempDir
    static Path folder;

    private static MiniDFSCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        Configuration conf = new Configuration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
        cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    }

    @AfterAll
    static void stop() {
        cluster.shutdown(true);
    }

    @Test
    void writersAtTheSameTimeLoseNothing() throws Exception {
        String name = cluster.getURI() + "/models";
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String writer = "writer-" + i;
                writers.add(() -> {
                    RegistryWriter.work(name, folder, writer, 3);
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(writers)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        Registry registry = Registry.open(new Configuration(), name);
        assertThat(registry.numbers()).hasSize(12);
        assertThat(registry.alias("champion").events()).hasSize(12);
        assertThat(RegistryWriter.tags(registry)).isEqualTo(12);
        assertThat(RegistryVerification.of(registry).faults()).isEmpty();
    }

    @Test
    void aFileIsFetchedWithItsHash() throws Exception {
        Configuration conf = new Configuration();
        Registry registry = Registry.openOrCreate(conf, cluster.getURI() + "/two");
        ModelVersion version = registry.register(Registries.model(folder, "x", 0), ANN);
        VersionFiles files = new VersionFiles(conf, registry, version);

        assertThat(files.local()).isEmpty();
        files.fetch("settings.yaml", folder.resolve("copy"));
        assertThat(folder.resolve("copy/settings.yaml")).hasContent("settings.yaml x");
        try (var out = cluster.getFileSystem()
                .create(new org.apache.hadoop.fs.Path(registry.folder(version), "settings.yaml"), true)) {
            out.writeBytes("settings.yaml y");
        }
        assertThatThrownBy(() -> files.fetch("settings.yaml", folder.resolve("other")))
                .hasMessageContaining("the file settings.yaml of version 1 is damaged");
        assertThat(folder.resolve("other/settings.yaml")).doesNotExist();
    }
}
