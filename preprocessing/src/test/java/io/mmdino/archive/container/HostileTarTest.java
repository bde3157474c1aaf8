package io.mmdino.archive.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile tars, plain and gzipped: names that lead outside, bombs and false lengths. */
class HostileTarTest {

    private static final byte[] DATA = Packed.bytes(700, 1);
    private static final byte[] HUGE = {(byte) 0x80, 0, 0, 0, 0x7f, -1, -1, -1, -1, -1, -1, -1};
    private static final byte[] BEYOND = {(byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

    @TempDir
    Path folder;

    private void isNotListed(byte[] tar, String reason) throws IOException {
        for (Path container : both(tar)) {
            assertThatThrownBy(() -> Packed.list(container))
                    .isInstanceOf(ContainerException.class)
                    .hasMessageContaining(reason)
                    .hasMessageNotContaining("Miller");
        }
    }

    private void onlyTheLastIsUsable(byte[] tar, String reason) throws IOException {
        for (Path container : both(tar)) {
            List<ContainerEntry> entries = Packed.list(container);
            assertThat(entries).hasSize(2);
            assertThat(entries.get(0).refusal()).contains(reason).doesNotContain("Miller");
            assertThat(Packed.read(container, entries.get(1))).isEqualTo(DATA);
        }
    }

    private List<Path> both(byte[] tar) throws IOException {
        return List.of(Packed.write(folder, "c.tar", tar), Packed.write(folder, "c.tar.gz", Packed.gzip(tar)));
    }

    @ParameterizedTest
    @CsvSource({
        "../../Miller, leads out",
        "a/../../Miller, leads out",
        "/etc/Miller, absolute",
        "D:/Miller, absolute",
        "a\\..\\..\\Miller, leads out",
        "\\\\server\\Miller, absolute",
        "./, no name",
        "inner/Miller.tgz, container in a container",
    })
    void namesThatLeadOutsideAreRefused(String name, String reason) throws IOException {
        char file = '7'; // V7 marks folders by a slash at the end, for type '0' only
        byte[] tar = name.equals("./")
                ? new RawTar().entry(".", file, DATA).entry("good", '0', DATA).ended()
                : new RawTar().entry(name, file, DATA).entry("good", '0', DATA).ended();
        onlyTheLastIsUsable(tar, reason);
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '6', 'V', 'M', 'D'})
    void linksDevicesAndOtherSpecialsAreRefused(char type) throws IOException {
        onlyTheLastIsUsable(
                new RawTar().header("Miller", type, 0).entry("good", '0', DATA).ended(), "a link, a device");
    }

    @Test
    void sparseFilesOfBothKindsAreRefused() throws IOException {
        onlyTheLastIsUsable(
                new RawTar().entry("Miller", 'S', DATA).entry("good", '0', DATA).ended(), "sparse");
        onlyTheLastIsUsable(
                new RawTar()
                        .entry("pax", 'x', RawTar.pax("GNU.sparse.major", "1"))
                        .entry("Miller", '0', DATA)
                        .entry("good", '0', DATA)
                        .ended(),
                "sparse");
    }

    @Test
    void theSecondEntryOfANameIsRefusedHoweverItIsSpelled() throws IOException {
        for (Path container : both(new RawTar()
                .entry("a/Miller", '0', DATA)
                .entry("./a//Miller", '0', new byte[3])
                .ended())) {
            List<ContainerEntry> entries = Packed.list(container);
            assertThat(entries.get(1).refusal()).contains("the same name");
            assertThat(Packed.read(container, entries.get(0))).isEqualTo(DATA);
        }
    }

    @Test
    void aTimeThatTakesForeverToReadIsNotRead() throws IOException {
        byte[] time = RawTar.pax("mtime", "1e999999999");
        byte[] tar = new RawTar()
                .entry("pax", 'x', time)
                .entry("a", '0', DATA)
                .entry("good", '0', DATA)
                .ended();
        for (Path container : both(tar)) {
            assertThat(Packed.list(container)).allMatch(ContainerEntry::usable);
        }
    }

    @Test
    void lengthsBeyondTheFileAreTruncation() throws IOException {
        isNotListed(new RawTar().header("Miller", '0', 100_000).data(DATA).ended(), "breaks off");
        isNotListed(new RawTar().header("Miller", '0', HUGE).data(DATA).ended(), "the tar");
    }

    @Test
    void lengthsThatAreNoNumbersAreErrors() throws IOException {
        isNotListed(new RawTar().header("Miller", '0', BEYOND).ended(), "a length that is no number");
        isNotListed(new RawTar().header("Miller", '0', Packed.text("-1")).ended(), "a length that is no number");
        isNotListed(
                new RawTar()
                        .entry("p", 'x', RawTar.pax("size", "-5"))
                        .entry("Miller", '0', DATA)
                        .ended(),
                "damaged extended header");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "999 path=a\n",
                "7 path=",
                "-4 a=b\n",
                "5 abc\n",
                "3 =\n",
                "99999999 path=a\n",
                "0 a=b\n"
            })
    void damagedExtendedHeadersAreErrors(String text) throws IOException {
        byte[] tar = new RawTar()
                .entry("p", 'x', text.getBytes(StandardCharsets.UTF_8))
                .entry("Miller", '0', DATA)
                .ended();
        if (text.isEmpty()) {
            assertThat(Packed.list(both(tar).get(0))).hasSize(1);
        } else {
            isNotListed(tar, "damaged extended header");
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'L', 'K', 'x', 'g'})
    void aNameOfGigabytesIsNotReadIntoMemory(char type) throws IOException {
        isNotListed(new RawTar().header("Miller", type, 4L << 30).ended(), "extended header of 4294967296 bytes");
    }

    @Test
    void headersThatDescribeHeadersWithoutEndAreErrors() throws IOException {
        RawTar tar = new RawTar();
        for (int i = 0; i < 20; i++) {
            tar.entry("p", 'x', RawTar.pax("path", "Miller"));
        }
        isNotListed(tar.entry("a", '0', DATA).ended(), "more than 16 headers for one entry");
    }

    @Test
    void aTarWithoutItsEndIsTruncatedAndOneWithMoreAfterItIsNotReadHalf() throws IOException {
        isNotListed(new RawTar().entry("Miller", '0', DATA).unended(), "breaks off after 1536 bytes");
        byte[] one = new RawTar().entry("Miller", '0', DATA).ended();
        byte[] joined = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, joined, one.length, one.length);
        isNotListed(joined, "joined of several tars");
        assertThat(Packed.list(both(Arrays.copyOf(one, 20_480)).get(0))).hasSize(1);
    }

    @Test
    void aDamagedHeaderIsAnError() throws IOException {
        byte[] tar =
                new RawTar().entry("a", '0', DATA).entry("Miller", '0', DATA).ended();
        tar[1536 + 3] ^= 1;
        isNotListed(tar, "damaged header");
    }

    @Test
    void somethingElseNamedTarIsAnErrorThatSaysWhatItIs() throws IOException {
        isNotListed(Packed.bytes(2_000, 3), "not a tar");
        isNotListed(Packed.gzip(Packed.bytes(9_000, 3)), "not a plain tar but gzip");
        Path plain =
                Packed.write(folder, "d.tgz", new RawTar().entry("a", '0', DATA).ended());
        assertThatThrownBy(() -> Packed.list(plain)).hasMessageContaining("not gzip");
        Path empty = Packed.write(folder, "e.tgz", new byte[0]);
        assertThatThrownBy(() -> Packed.list(empty)).hasMessageContaining("not gzip");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.5, 0.9, 0.999})
    void aTruncatedGzipIsAnErrorWhereverItBreaksOff(double share) throws IOException {
        byte[] whole = Packed.gzip(
                new RawTar().entry("a", '0', Packed.bytes(50_000, 4)).ended());
        Path part = Packed.write(folder, "p.tgz", Arrays.copyOf(whole, (int) (share * whole.length)));
        assertThatThrownBy(() -> Packed.list(part))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("copy it again");
    }

    @Test
    void aGzipBombIsStoppedOnTheWay() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new RawTar().header("a", '0', 400L << 20).unended());
            for (int mebibyte = 0; mebibyte < 300; mebibyte++) {
                gzip.write(new byte[1 << 20]);
            }
        }
        Path container = Packed.write(folder, "bomb.tgz", bomb.toByteArray());
        assertThatThrownBy(() -> Packed.list(container)).hasMessageContaining("more than 250 times its length");
        ContainerLimits small = new ContainerLimits(10, 1 << 20, 1 << 20, 250, 100);
        assertThatThrownBy(() -> Packed.list(container, small)).hasMessageContaining("more than 1048576 bytes");
    }

    @Test
    void entriesAreCountedAndMeasured() throws IOException {
        for (Path container :
                both(new RawTar().entry("a", '0', DATA).entry("b", '0', DATA).ended())) {
            assertThatThrownBy(() -> Packed.list(container, new ContainerLimits(1, 10_000, 10_000, 10, 100)))
                    .hasMessageContaining("more than 1 entries");
            assertThat(Packed.list(container, new ContainerLimits(5, 699, 10_000, 10, 100)))
                    .allMatch(entry -> entry.refusal().equals("it unpacks to 700 bytes, the limit is 699"));
            assertThatThrownBy(() -> Packed.list(container, new ContainerLimits(5, 1_000, 1_300, 10, 100)))
                    .hasMessageContaining("more than 1300 bytes");
        }
    }
}
