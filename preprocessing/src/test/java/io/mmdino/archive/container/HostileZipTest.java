package io.mmdino.archive.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile zips: names that lead outside, bombs and false lengths. */
class HostileZipTest {

    private static final int FLAGS = 8;
    private static final int METHOD = 10;
    private static final int CRC = 16;
    private static final int PACKED = 20;
    private static final int UNPACKED = 24;
    private static final int LOCAL = 42;
    private static final String MILLER = "sub-Miller_t1.nii.gz";

    @TempDir
    Path folder;

    private static RawZip two() throws IOException {
        return new RawZip(
                new TreeMap<>(Map.of("a/" + MILLER, Packed.bytes(5_000, 1), "b/" + MILLER, Packed.bytes(6_000, 2))));
    }

    private Path zip(byte[] bytes) throws IOException {
        return Packed.write(folder, "cohort.zip", bytes);
    }

    private void isNotListed(byte[] bytes, String reason) throws IOException {
        Path container = zip(bytes);
        assertThatThrownBy(() -> Packed.list(container))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("Miller")
                .hasMessageNotContaining("cohort");
    }

    private void firstIsRefused(byte[] bytes, String reason) throws IOException {
        List<ContainerEntry> entries = Packed.list(zip(bytes));
        assertThat(entries).hasSize(2);
        assertThat(entries.get(0).refusal()).contains(reason).doesNotContain("Miller");
        assertThat(entries.get(1).usable()).isTrue();
        assertThatThrownBy(() -> Packed.read(folder.resolve("cohort.zip"), entries.get(0)))
                .isInstanceOf(ContainerException.class);
    }

    private void firstIsNotRead(byte[] bytes, String reason) throws IOException {
        Path container = zip(bytes);
        ContainerEntry first = Packed.list(container).get(0);
        assertThat(first.usable()).isTrue();
        assertThatThrownBy(() -> Packed.read(container, first))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("Miller");
    }

    @ParameterizedTest
    @CsvSource({
        "../Miller_t1.nii.gz, leads out",
        "a/../../er_t1.nii.gz, leads out",
        "/sub-Mille_t1.nii.gz, absolute",
        "C:sub-Mill_t1.nii.gz, absolute",
        "..\\Miller_t1.nii.gz, leads out",
        "\\sub-Mille_t1.nii.gz, absolute",
        "sub\tMiller_t1.nii.gz, control character",
    })
    void namesThatLeadOutsideAreRefused(String name, String reason) throws IOException {
        String padded = String.format("%-22s", name);
        firstIsRefused(two().renamed("a/" + MILLER, padded).bytes(), reason);
    }

    @Test
    void aNameWithAZeroByteIsRefused() throws IOException {
        firstIsRefused(two().renamed("a/" + MILLER, "a/sub-Miller_t1\0nii.gz").bytes(), "control character");
    }

    @Test
    void anEncryptedEntryIsRefused() throws IOException {
        firstIsRefused(two().shorts(0, FLAGS, 1).bytes(), "encrypted");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 12, 14, 93, 95, 99, 65_535})
    void methodsThatAreNotReadAreRefusedByNumber(int method) throws IOException {
        firstIsRefused(two().shorts(0, METHOD, method).bytes(), "packed by method " + method + ", wanted 0");
    }

    @Test
    void aLinkIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(bytes)) {
            for (int mode : new int[] {0120777, 0100644}) {
                ZipArchiveEntry entry = new ZipArchiveEntry(mode + ".nii");
                entry.setUnixMode(mode);
                out.putArchiveEntry(entry);
                out.write(Packed.text("/etc/passwd"));
                out.closeArchiveEntry();
            }
        }
        firstIsRefused(bytes.toByteArray(), "a link or a device");
    }

    @Test
    void theSecondEntryOfANameIsRefused() throws IOException {
        List<ContainerEntry> entries =
                Packed.list(zip(two().renamed("b/" + MILLER, "a/" + MILLER).bytes()));
        assertThat(entries.get(0).usable()).isTrue();
        assertThat(entries.get(1).refusal()).contains("the same name");
    }

    @Test
    void aContainerInAContainerIsRefused() throws IOException {
        byte[] inner = Packed.zip(Map.of("x.nii", new byte[1]));
        assertThat(Packed.list(zip(Packed.zip(Map.of("inner.zip", inner)))))
                .singleElement()
                .satisfies(entry -> assertThat(entry.refusal()).contains("container in a container"));
    }

    @Test
    void entriesThatShareBytesAreABomb() throws IOException {
        isNotListed(two().ints(1, LOCAL, 0).bytes(), "share their bytes");
    }

    @Test
    void anEntryThatReachesIntoTheNextIsABomb() throws IOException {
        isNotListed(two().ints(0, PACKED, 4_900).bytes(), "share their bytes");
    }

    @Test
    void anEntryThatReachesIntoTheDirectoryIsNotOpened() throws IOException {
        isNotListed(two().ints(1, PACKED, 60_000).bytes(), "outside of the zip");
        isNotListed(two().ints(1, LOCAL, 0x7fff_fff0).bytes(), "outside of the zip");
    }

    @Test
    void anEntryThatGrowsBeyondWhatItDeclaresIsCutOff() throws IOException {
        firstIsNotRead(two().ints(0, UNPACKED, 1_000).bytes(), "more than the 1000 bytes");
    }

    @Test
    void anEntryThatEndsBeforeWhatItDeclaresIsNotTakenForWhole() throws IOException {
        firstIsNotRead(two().ints(0, UNPACKED, 5_001).bytes(), "ends after 5000 of 5001");
        firstIsNotRead(two().ints(0, PACKED, 100).bytes(), "breaks off");
    }

    @Test
    void aWrongChecksumIsAnError() throws IOException {
        firstIsNotRead(two().ints(0, CRC, 77).bytes(), "checksum is wrong");
    }

    @Test
    void aDirectoryThatNamesAnotherFileThanTheEntryIsNotBelieved() throws IOException {
        RawZip zip = two();
        byte[] bytes = zip.bytes();
        bytes[zip.central(0) + 46] = 'c';
        firstIsNotRead(bytes, "contradict each other");
    }

    @Test
    void anEntryIsHeldAgainstTheRatioOnceItIsLarge() throws IOException {
        firstIsRefused(two().ints(0, UNPACKED, 3L << 30).bytes(), "more than 250 times its stored length");
        assertThat(Packed.list(zip(two().ints(0, UNPACKED, 200L << 20).bytes())))
                .allMatch(ContainerEntry::usable);
    }

    @Test
    void allEntriesTogetherAreHeldAgainstTheRatio() throws IOException {
        isNotListed(
                two().ints(0, UNPACKED, 200L << 20)
                        .ints(1, UNPACKED, 200L << 20)
                        .bytes(),
                "250 times its length");
    }

    @Test
    void entriesAreCountedAndMeasured() throws IOException {
        Path container = zip(two().bytes());
        assertThatThrownBy(() -> Packed.list(container, new ContainerLimits(1, 10_000, 10_000, 10, 100)))
                .hasMessageContaining("more than 1 entries");
        assertThatThrownBy(() -> Packed.list(container, new ContainerLimits(9, 10_000, 10_000, 10, 100)))
                .hasMessageContaining("more than 10000 bytes");
        assertThat(Packed.list(container, new ContainerLimits(9, 5_999, 20_000, 10, 100))
                        .get(1)
                        .refusal())
                .isEqualTo("it unpacks to 6000 bytes, the limit is 5999");
        assertThat(Packed.list(container, new ContainerLimits(9, 6_000, 20_000, 10, 10)))
                .extracting(ContainerEntry::refusal)
                .containsOnly("its name has 22 characters, the limit is 10");
    }

    @Test
    void partsOfASplitZipAndWrongCountsAreErrors() throws IOException {
        isNotListed(two().end(4, 1).bytes(), "one part of several");
        isNotListed(two().end(10, 3).bytes(), "holds 2 entries and declares 3");
        isNotListed(two().end(16, 40_000).bytes(), "outside of the file");
        isNotListed(two().end(12, 70).bytes(), "the zip's directory holds");
    }

    @Test
    void aZip64RecordThatPointsAnywhereIsAnError() throws IOException {
        isNotListed(two().end(10, 0xffff).bytes(), "declares 65535");
        byte[] large = Packed.zip64(Map.of("a", new byte[9]));
        byte[] far = large.clone();
        far[large.length - 22 - 20 + 8 + 6] = 0x7f;
        isNotListed(far, "64-bit end record lies outside");
        byte[] spoilt = large.clone();
        spoilt[large.length - 22 - 20 - 56] = 0;
        isNotListed(spoilt, "64-bit end record is damaged");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.3, 0.9, 0.999})
    void aTruncatedZipIsAnErrorWhereverItBreaksOff(double share) throws IOException {
        byte[] whole = two().bytes();
        isNotListed(
                Arrays.copyOf(whole, (int) (share * whole.length)),
                share < 0.001 ? "not a zip" : "truncated, copy it again");
    }

    @Test
    void somethingElseNamedZipIsAnError() throws IOException {
        isNotListed("<!DOCTYPE html>404 Miller".getBytes(StandardCharsets.UTF_8), "not a zip");
        isNotListed(Packed.gzip(new byte[100]), "not a zip");
    }
}
