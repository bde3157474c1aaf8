package io.mmdino.archive.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream.UnicodeExtraFieldPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of entries as their writers meant them. */
class EntryNamesTest {

    private static final byte[] DATA = {1, 2, 3};

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "UTF-8, true, false, Müller_t1.nii",
        "UTF-8, false, false, Müller_t1.nii",
        "IBM437, false, false, Müller_t1.nii",
        "IBM437, false, false, Ångström_ß_ñ_t1.nii",
        "IBM437, false, true, Müller_t1.nii",
        "ISO-8859-1, false, true, Müller_t1.nii",
        "US-ASCII, false, true, 山田_t1.nii",
        "US-ASCII, false, true, Łukasz_t1.nii",
    })
    void aNameIsReadInItsEncoding(String encoding, boolean flag, boolean extra, String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(bytes)) {
            out.setEncoding(encoding);
            out.setUseLanguageEncodingFlag(flag);
            out.setCreateUnicodeExtraFields(extra ? UnicodeExtraFieldPolicy.ALWAYS : UnicodeExtraFieldPolicy.NEVER);
            out.putArchiveEntry(new ZipArchiveEntry(name));
            out.write(DATA);
            out.closeArchiveEntry();
        }
        Path zip = Packed.write(folder, "n.zip", bytes.toByteArray());
        assertThat(Packed.list(zip)).extracting(ContainerEntry::name).containsExactly(name);
        assertThat(Packed.read(zip, Packed.list(zip).get(0))).isEqualTo(DATA);
    }

    @Test
    void backslashesStandBetweenFoldersAsWindowsWritesThem() throws IOException {
        Map<String, byte[]> files = Map.of("P1\\anat\\P1_t1.nii", DATA);
        Path zip = Packed.write(folder, "w.zip", Packed.zip(files));
        Path tar = Packed.write(
                folder,
                "w.tar",
                new RawTar().entry("P1\\anat\\P1_t1.nii", '0', DATA).ended());
        for (Path container : new Path[] {zip, tar}) {
            ContainerEntry entry = Packed.list(container).get(0);
            assertThat(entry.name()).isEqualTo("P1/anat/P1_t1.nii");
            assertThat(entry.usable()).isTrue();
            assertThat(Packed.read(container, entry)).isEqualTo(DATA);
        }
    }

    @Test
    void allBytesOfTheOldCodePageStayDifferent() {
        byte[] upper = new byte[128];
        for (int i = 0; i < 128; i++) {
            upper[i] = (byte) (128 + i);
        }
        String text = NameBytes.decoded(upper, java.nio.ByteBuffer.allocate(0), false, false);
        assertThat(text.chars().distinct().count()).isEqualTo(128);
        assertThat(text).startsWith("ÇüéâäàåçêëèïîìÄÅ").endsWith("■\u00A0");
    }
}
