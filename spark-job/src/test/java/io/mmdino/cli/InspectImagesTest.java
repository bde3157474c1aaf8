package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect} on images: what they are, how the model sees them, and nobody's name. */
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
                .contains("evaluation takes axial slice");
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
    void aStudyThatIngestWouldRefuseFailsWithTheReasonAfterItsLines() throws IOException {
        Path study = Files.createDirectories(folder.resolve("broken"));
        Files.copy(image(2, "t1"), study.resolve("x_t1.nii.gz"));
        Files.writeString(study.resolve("x_t2.nii.gz"), "no image");
        CommandRun run = CommandRun.of("inspect", study);
        assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.out()).contains("t2: cannot be read").contains("skull-stripped: yes");
        assertThat(run.err()).contains("ingest would refuse this study: t2: ");
    }

    @Test
    void whatCannotBeLookedAtIsUsageOrSaysWhy() {
        assertThat(CommandRun.of("inspect", studies.get(0), "--limit", 0).code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("inspect").code()).isEqualTo(ExitCode.USAGE);
        CommandRun none = CommandRun.of("inspect", folder.resolve("nowhere"));
        assertThat(none.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(none.err()).contains("is not there; check the path");
    }

    private static Path image(int study, String sequence) {
        String name = studies.get(study).getFileName().toString();
        return studies.get(study).resolve("ses-preop/anat/" + name + "_ses-preop_space-sri_" + sequence + ".nii.gz");
    }
}
