package io.mmdino.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CubinCacheTest {

    private static final byte[] CUBIN = {0x7f, 'E', 'L', 'F', 1, 2, 3};
    private static final Supplier<byte[]> NEVER = () -> {
        throw new AssertionError("compiled again");
    };

    @TempDir
    Path folder;

    @Test
    void whatWasCompiledIsKept() throws IOException {
        CubinCache cache = new CubinCache(folder.resolve("new"));
        assertThat(cache.get("key", () -> CUBIN)).isEqualTo(CUBIN);
        assertThat(cache.get("key", NEVER)).isEqualTo(CUBIN);
        try (Stream<Path> files = Files.list(folder.resolve("new"))) {
            assertThat(files).containsExactly(folder.resolve("new/key.cubin"));
        }
    }

    @Test
    void whatIsNoCubinIsCompiledAgain() throws IOException {
        CubinCache cache = new CubinCache(folder);
        for (byte[] damaged : new byte[][] {{}, {0x7f}, {1, 2, 3, 4, 5, 6}}) {
            Files.write(folder.resolve("key.cubin"), damaged);
            assertThat(cache.get("key", () -> CUBIN)).isEqualTo(CUBIN);
            assertThat(cache.get("key", NEVER)).isEqualTo(CUBIN);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenCostsCompilingAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        assertThat(new CubinCache(file).get("key", () -> CUBIN)).isEqualTo(CUBIN);
        assertThat(new CubinCache(file).get("key", () -> CUBIN)).isEqualTo(CUBIN);
    }

    @Test
    void theFolderIsTheUsersCache() {
        assertThat(CubinCache.ofUser(Map.of("XDG_CACHE_HOME", "/cache")).folder())
                .isEqualTo(Path.of("/cache/mm-dinov2"));
        assertThat(CubinCache.ofUser(Map.of()).folder())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/mm-dinov2"));
    }

    @Test
    void sourcesArchitectureAndVersionDecideTheKey() {
        KernelSources sources = KernelSources.ofThisBuild();
        Map<String, String> changed = new LinkedHashMap<>(sources.files());
        changed.merge("common.cuh", "\n", String::concat);
        KernelCompiler compiler = new KernelCompiler(90);
        assertThat(Stream.of(
                        CubinCache.key(sources, compiler, "13.0"),
                        CubinCache.key(sources, compiler, "13.1"),
                        CubinCache.key(sources, new KernelCompiler(80), "13.0"),
                        CubinCache.key(new KernelSources(changed), compiler, "13.0")))
                .doesNotHaveDuplicates();
        assertThat(CubinCache.key(KernelSources.ofThisBuild(), compiler, "13.0"))
                .isEqualTo(CubinCache.key(sources, compiler, "13.0"));
    }

    @Test
    void everyFileOfKernelsIsCompiled() throws IOException {
        try (Stream<Path> files = Files.list(Emulation.KERNELS)) {
            assertThat(KernelSources.ofThisBuild().files().keySet())
                    .containsExactlyElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .sorted()
                                    .toList());
        }
    }
}
