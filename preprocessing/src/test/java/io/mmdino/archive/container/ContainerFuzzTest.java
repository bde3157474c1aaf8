package io.mmdino.archive.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Containers with some wrong bytes are read within their declared lengths, or refused by a {@link ContainerException}. */
class ContainerFuzzTest {

    private static final ContainerLimits SMALL = new ContainerLimits(100, 1 << 20, 4 << 20, 250, 300);
    private static final int TAR_END = 3 * 512 + 1024 + 512 + 512 + 512; // three headers, their data, one zero block

    private static Path folder;
    private static Map<ContainerKind, byte[]> whole;

    @BeforeContainer
    static void pack() throws IOException {
        folder = Files.createTempDirectory("fuzz");
        Map<String, byte[]> files = new TreeMap<>(
                Map.of("a/a_t1.nii", Packed.bytes(1_000, 1), "b_t2.nii", Packed.bytes(300, 2), "c", new byte[9]));
        byte[] tar = Packed.tar(files);
        whole = Map.of(
                ContainerKind.ZIP,
                Packed.zip(files),
                ContainerKind.TAR,
                tar,
                ContainerKind.TAR_GZ,
                Packed.gzip(tar),
                ContainerKind.TAR_BZ2,
                Packed.bzip2(tar),
                ContainerKind.TAR_XZ,
                Packed.xz(tar));
    }

    @AfterContainer
    static void delete() throws IOException {
        for (ContainerKind kind : ContainerKind.values()) {
            Files.deleteIfExists(path(kind));
        }
        Files.delete(folder);
    }

    private static Path path(ContainerKind kind) {
        return folder.resolve(
                "c." + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '.'));
    }

    @Property(tries = 2_500, seed = "17")
    void spoiltBytesAreReadWithinTheLimitsOrRefused(
            @ForAll ContainerKind kind,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 99_999) Integer> places,
            @ForAll int values,
            @ForAll @IntRange(max = 3) int fromTheEnd)
            throws IOException {
        byte[] bytes = whole.get(kind).clone();
        int from =
                fromTheEnd == 0 ? 0 : bytes.length - Math.min(bytes.length, 250); // more often within a zip's directory
        for (int i = 0; i < places.size(); i++) {
            bytes[from + (int) (places.get(i) / 100_000.0 * (bytes.length - from))] = (byte) (values >>> 5 * i);
        }
        readAll(kind, bytes);
    }

    @Property(tries = 500, seed = "18")
    void truncatedContainersAreRefused(@ForAll ContainerKind kind, @ForAll @IntRange(max = 99_999) int share)
            throws IOException {
        byte[] bytes = whole.get(kind);
        int end = kind == ContainerKind.TAR ? TAR_END : bytes.length;
        Path container = Files.write(path(kind), Arrays.copyOf(bytes, (int) (share / 100_000.0 * end)));
        assertThatThrownBy(() -> Packed.list(container, SMALL)).isInstanceOf(ContainerException.class);
    }

    @Property(tries = 500, seed = "19")
    void bytesOfAnyKindAreRefused(@ForAll ContainerKind kind, @ForAll @Size(max = 2_000) byte[] bytes)
            throws IOException {
        Path container = Files.write(path(kind), bytes);
        assertThatThrownBy(() -> Packed.list(container, SMALL)).isInstanceOf(ContainerException.class);
    }

    private static void readAll(ContainerKind kind, byte[] bytes) throws IOException {
        Path container = Files.write(path(kind), bytes);
        try {
            for (ContainerEntry entry : Packed.list(container, SMALL)) {
                if (entry.usable()) {
                    assertThat(Packed.read(container, entry)).hasSize((int) entry.bytes());
                }
            }
        } catch (ContainerException refused) {
            assertThat(refused.getMessage()).isNotBlank().doesNotContain("_t1").doesNotContain("fuzz");
        }
    }
}
