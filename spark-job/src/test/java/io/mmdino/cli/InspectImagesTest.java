package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.terminal.ExitCode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect} on images describes them and the windows that the model gets, and names no patient. */
class InspectImagesTest {

    @TempDir
    static Path folder;

    private static List<Path> studies;

    @BeforeAll
    static void makeCohort() throws IOException {
        Path cohort = folder.resolve("cohort");
        assertThat(CommandRun.of("phantom", "--output", cohort, "--studies", 3, "--size", 64, "--missing", 0)
                        .code())
                .isZero();
        try (Stream<Path> entries = Files.list(cohort)) {
            studies = entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    @Test
    void anImageTellsGridValuesSequenceAndSkull() throws IOException {
        CommandRun run = CommandRun.of("inspect", image(0, "t1c"));
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("NIfTI-1, int16, little-endian")
                .contains("axes R A S, by the sform")
                .contains("sequence: t1c, as its name ends")
                .contains("skull-stripped: yes");
        Path nameless = Files.copy(image(0, "t1c"), folder.resolve("image.nii.gz"));
        assertThat(CommandRun.of("inspect", nameless).out()).contains("sequence: none");
        assertThat(CommandRun.of("inspect", image(0, "seg")).out())
                .contains("seg, the tumour mask")
                .doesNotContain("skull");
    }

    @Test
    void aStudyTellsItsVerdictsAndIsDrawnWithThreeAxes() throws IOException {
        Path png = folder.resolve("study.png");
        CommandRun run = CommandRun.of("inspect", studies.get(0), "--png", png);
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("study of 5 files")
                .contains("  skull-stripped: yes")
                .contains("  same grid: yes")
                .contains("most of the mask is in axial slice");
        BufferedImage picture = ImageIO.read(png.toFile());
        assertThat(picture.getHeight()).isGreaterThan(3 * 288);
        assertThat(picture.getWidth()).isGreaterThan(4 * 288);
        byte[] first = Files.readAllBytes(png);
        CommandRun.of("inspect", studies.get(0), "--png", png);
        assertThat(png).hasBinaryContent(first);
    }

    @Test
    void anArchiveIsATableOfItsFirstStudiesWithoutNames() throws IOException {
        Path png = folder.resolve("archive.png");
        CommandRun run = CommandRun.of("inspect", folder.resolve("cohort"), "--limit", 2, "--png", png);
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).hasSize(5);
        assertThat(run.out()).contains("3 studies, the first 2:").contains("t1 t1c t2 flair");
        for (Path study : studies) {
            assertThat(run.out() + run.err())
                    .doesNotContain(study.getFileName().toString().substring(4));
        }
        assertThat(ImageIO.read(png.toFile()).getHeight()).isBetween(2 * 288, 3 * 288);
    }

    @Test
    void aBrokenImageFailsWithItsReasonLast() throws IOException {
        byte[] whole = Files.readAllBytes(image(1, "t2"));
        Path cut = Files.write(folder.resolve("cut_t2.nii.gz"), Arrays.copyOf(whole, whole.length / 2));
        CommandRun run = CommandRun.of("inspect", cut);
        assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err().strip().lines().reduce((a, b) -> b).orElseThrow()).contains("truncated");
    }

    @Test
    void aStudyIsShownWithoutAnImageThatIsBrokenAndFailsWhereTheSettingsSaySo() throws IOException {
        Path study = Files.createDirectories(folder.resolve("broken"));
        Files.copy(image(2, "t1"), study.resolve("x_t1.nii.gz"));
        Files.writeString(study.resolve("x_t2.nii.gz"), "no image");
        CommandRun run = CommandRun.of("inspect", study);
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("t2: cannot be read")
                .contains("t2 was left out: ")
                .contains("skull-stripped: yes");
        CommandRun strict = CommandRun.of("inspect", study, "--set", "ingest.images.unreadable=refuse");
        assertThat(strict.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(strict.out()).contains("t2: cannot be read").contains("skull-stripped: yes");
        assertThat(strict.err()).contains("ingest would refuse this study: t2: ");
    }

    @Test
    void whatCannotBeLookedAtIsUsageOrSaysWhy() {
        assertThat(CommandRun.of("inspect", studies.get(0), "--limit", 0).code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("inspect").code()).isEqualTo(ExitCode.USAGE);
        CommandRun none = CommandRun.of("inspect", folder.resolve("nowhere"));
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("there is no file or folder").contains("check the path");
    }

    @Test
    void aFileThatIsNoneOfTheKnownKindsIsCalledSo() throws IOException {
        for (String text : new String[] {"", "hello\n"}) {
            CommandRun run = CommandRun.of("inspect", Files.writeString(folder.resolve("notes.txt"), text));
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err())
                    .contains("notes.txt is no file that inspect knows", ".safetensors")
                    .doesNotContain("whole");
        }
    }

    @Test
    void aContainerIsLookedIntoAndWhatIsNotLookedAtIsCounted() throws IOException {
        Path archive = Files.createDirectories(folder.resolve("mixed"));
        zip(archive.resolve("two.zip"), image(0, "t1"), image(0, "t2"), image(1, "t1"));
        assertThat(CommandRun.of("inspect", archive.resolve("two.zip")).out()).contains("2 studies:");
        Files.copy(image(2, "t1"), archive.resolve("sub-x_t1.nii.gz"));
        Files.writeString(archive.resolve("torn.zip"), "PK, torn");
        CommandRun torn = CommandRun.of("inspect", archive.resolve("torn.zip"));
        assertThat(torn.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(torn.err()).contains("torn.zip: the zip has no directory at its end");
        Files.write(archive.resolve("IM0001"), new byte[200]);
        CommandRun run = CommandRun.of("inspect", archive);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("3 studies:")
                .contains("besides, 1 files have names that tell nothing, as DICOM has")
                .contains("containers that cannot be used: 1");
    }

    private static void zip(Path file, Path... images) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Path image : images) {
                zip.putNextEntry(new ZipEntry(image.getFileName().toString()));
                Files.copy(image, zip);
                zip.closeEntry();
            }
        }
    }

    private static Path image(int study, String sequence) {
        String name = studies.get(study).getFileName().toString();
        return studies.get(study).resolve("ses-preop/anat/" + name + "_ses-preop_space-sri_" + sequence + ".nii.gz");
    }
}
