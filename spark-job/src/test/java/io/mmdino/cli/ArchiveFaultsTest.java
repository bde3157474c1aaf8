package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.terminal.ExitCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken archives: each command ends with an exit code and a line that says what to do. */
class ArchiveFaultsTest {

    /** Bytes of a NIfTI-1 header; its sides are little-endian int16 from byte 42 on. */
    private static final int HEADER = 352;

    private static final int SIDES = 42;

    @TempDir
    Path folder;

    private CommandRun ingest(Object... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of("ingest", "--input", folder.resolve("cohort"), "--output", folder.resolve("shards")),
                        Stream.of(more))
                .toArray());
    }

    private void phantom(int studies) {
        assertThat(CommandRun.of("phantom", "--output", folder.resolve("cohort"), "--studies", studies, "--size", 64)
                        .code())
                .isZero();
    }

    @Test
    void anEmptyArchiveFailsAndLeavesNoShards() throws IOException {
        Files.createDirectory(folder.resolve("cohort"));
        CommandRun run = ingest("--insecure-ids");
        assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).contains("no study in the input folder").contains("check the folder and the names");
        assertThat(folder.resolve("shards")).doesNotExist();
        CommandRun absent = CommandRun.of("ingest", "--input", folder.resolve("none"), "--output", folder.resolve("s"));
        assertThat(absent.code()).isEqualTo(ExitCode.USAGE);
        assertThat(absent.err()).contains("is not there; check the path");
    }

    @Test
    void anArchiveOfPatientsIsNotTakenWithoutAnIdKey() throws IOException {
        phantom(1);
        assertThat(ingest().code()).isZero(); // its marker says that it is synthetic
        Files.delete(folder.resolve("cohort/PHANTOM"));
        CommandRun run = ingest();
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("--id-key")
                .contains("openssl rand -hex 32")
                .contains("--insecure-ids");
        assertThat(ingest("--insecure-ids").code()).isEqualTo(ExitCode.NOTHING_NEW);
    }

    @Test
    void labelsThatCannotBeReadFailBeforeAnyStudyIs() throws IOException {
        phantom(2);
        Path noColumn = Files.writeString(folder.resolve("labels.csv"), "Patient,Class\nsub-1,2\n");
        CommandRun run = ingest("--labels", noColumn);
        assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).contains("WHO2021_Int");
        CommandRun absent = ingest("--labels", folder.resolve("none.csv"));
        assertThat(absent.code()).isEqualTo(ExitCode.USAGE);
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "Patient,WHO2021_Int\nsub-1,glioma\n");
        CommandRun notAClass = ingest("--labels", wrong);
        assertThat(notAClass.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(notAClass.err())
                .contains("line 2, column WHO2021_Int: no class")
                .doesNotContain("sub-1", "glioma'");
    }

    @Test
    void studiesAreTakenWithoutBrokenImagesOrRefusedWhereTheSettingsSaySo() throws IOException {
        phantom(4);
        List<Path> images;
        try (Stream<Path> files = Files.walk(folder.resolve("cohort"))) {
            images = files.filter(file -> file.toString().endsWith("seg.nii.gz"))
                    .sorted()
                    .toList();
        }
        byte[] whole = Files.readAllBytes(images.get(0));
        Files.write(images.get(0), Arrays.copyOf(whole, whole.length / 2));
        replaceByAbsurdHeader(images.get(1));
        CommandRun run = ingest();
        assertThat(run.code()).isEqualTo(ExitCode.SOME_REFUSED);
        assertThat(run.out())
                .contains("4 studies taken")
                .contains("0 refused")
                .contains("2 studies were taken without images that are broken");
        CommandRun strict = CommandRun.of(
                "ingest",
                "--input",
                folder.resolve("cohort"),
                "--output",
                folder.resolve("strict"),
                "--set",
                "ingest.images.unreadable=refuse");
        assertThat(strict.code()).isEqualTo(ExitCode.SOME_REFUSED);
        assertThat(strict.out())
                .contains("2 studies taken")
                .contains("2 refused")
                .containsPattern("seg: .*truncated")
                .containsPattern("seg: .*32000");
    }

    /** A header of a few hundred bytes that declares 32,000 voxels along each axis. */
    private static void replaceByAbsurdHeader(Path image) throws IOException {
        Path plain = image.resolveSibling(image.getFileName().toString().replace(".gz", ""));
        Files.delete(image);
        Files.write(plain, new byte[HEADER]);
        try (RandomAccessFile file = new RandomAccessFile(plain.toFile(), "rw")) {
            file.writeInt(Integer.reverseBytes(348));
            file.seek(SIDES - 2);
            for (int value : new int[] {3, 32000, 32000, 32000}) {
                file.writeShort(Short.reverseBytes((short) value));
            }
            file.seek(70); // datatype int16, 16 bits
            file.writeShort(Short.reverseBytes((short) 4));
            file.writeShort(Short.reverseBytes((short) 16));
            file.seek(108);
            file.writeInt(Integer.reverseBytes(Float.floatToIntBits(HEADER)));
            file.seek(344);
            file.write(new byte[] {'n', '+', '1', 0});
        }
    }
}
