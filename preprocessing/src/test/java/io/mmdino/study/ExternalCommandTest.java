package io.mmdino.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveSeries;
import io.mmdino.ingest.SmallCohort;
import io.mmdino.ingest.StudyOutcome;
import io.mmdino.ingest.StudyTask;
import io.mmdino.ingest.StudyWork;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyFacts;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs are small shell scripts; each finds its input folder in $1 and its output folder in $2. */
class ExternalCommandTest {

    private static final NiftiLimits SMALL = NiftiLimits.DEFAULT.withMaxVoxels(20 * 24 * 18);

    @TempDir
    Path temp;

    private final Map<String, Volume> images =
            new TreeMap<>(Map.of("t1", SmallCohort.volume("a", false), "t2", SmallCohort.volume("b", false)));
    private List<Path> scratchBefore;

    @BeforeEach
    void lookAtScratch() throws IOException {
        scratchBefore = scratch();
    }

    @AfterEach
    void nothingOfTheStudyIsLeftInScratch() throws IOException {
        assertThat(scratch()).isEqualTo(scratchBefore);
    }

    @Test
    void whatTheProgramLeavesTakesThePlaceOfTheImages() throws Exception {
        Map<String, Volume> worked = run("cp $1/t1.nii.gz $2/t2.nii.gz; cp $1/t2.nii.gz $2/t1.nii.gz", 20);
        assertThat(worked).containsOnlyKeys("t1", "t2");
        assertThat(worked.get("t1").voxels()).containsExactly(images.get("t2").voxels());
        assertThat(worked.get("t2").affine()).containsExactly(images.get("t1").affine());
    }

    @Test
    void aMaskGoesInAndComesOutWhereTheProgramMakesOne() throws Exception {
        assertThat(run("cp $1/* $2; cp $1/t1.nii.gz $2/seg.nii.gz", 20)).containsOnlyKeys("t1", "t2", "seg");
        images.put("seg", SmallCohort.volume("mask", true));
        Map<String, Volume> worked = run("cp $1/* $2", 20);
        assertThat(worked.get("seg").voxels()).containsExactly(images.get("seg").voxels());
        assertThatThrownBy(() -> run("cp $1/t*.nii.gz $2", 20))
                .isInstanceOf(ExternalException.class)
                .hasMessage("the external program left no seg.nii.gz in its output folder");
    }

    @Test
    void theProgramIsToldNothingButFolders() throws Exception {
        Path environment = temp.resolve("environment");
        Path where = temp.resolve("where");
        run("env > " + environment + "; ls -ld $1/.. > " + where + "; ls $1 >> " + where + "; cp $1/* $2", 20);
        assertThat(Files.readAllLines(environment))
                .allMatch(line -> line.matches("(PATH|HOME|LANG|LC_ALL|LD_LIBRARY_PATH|CUDA_VISIBLE_DEVICES"
                        + "|NVIDIA_VISIBLE_DEVICES|OMP_NUM_THREADS|MMDINO_EXTERNAL|TMPDIR|PWD|OLDPWD|SHLVL|_)=.*"));
        List<String> folder = Files.readAllLines(where);
        assertThat(folder.get(0)).startsWith("drwx------");
        assertThat(folder.subList(1, folder.size())).containsExactly("t1.nii.gz", "t2.nii.gz");
    }

    @Test
    void anExitCodeIsAReasonAndWhatWasPrintedIsNot() {
        assertThatThrownBy(() -> run("echo patient Jane Doe >&2; exit 7", 20))
                .isInstanceOf(ExternalException.class)
                .hasMessage("the external program ended with exit code 7")
                .hasNoCause();
    }

    @Test
    void aProgramThatPrintsWithoutEndIsNotHeldUp() throws Exception {
        assertThat(run("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; cp $1/* $2", 20))
                .hasSize(2);
    }

    @Test
    void whatTakesTooLongIsEndedWithAllThatItStarted() throws Exception {
        Path pids = temp.resolve("pids");
        String script = "sh -c 'echo $$ >> " + pids + "; sleep 600' & echo $$ >> " + pids + "; sleep 600";
        assertThatThrownBy(() -> run(script, 1))
                .isInstanceOf(ExternalException.class)
                .hasMessage("the external program took more than 1 s and was ended");
        assertAllEnd(pids, 2);
    }

    @Test
    void whatAProgramLeavesBehindRunningIsEndedToo() throws Exception {
        Path pid = temp.resolve("pid");
        run("sh -c 'echo $$ > " + pid + "; sleep 600' & sleep 1; cp $1/* $2", 20);
        assertAllEnd(pid, 1);
    }

    @Test
    void evenWhatHidFromItsParentIsEnded() throws Exception {
        Path pid = temp.resolve("pid");
        run("(setsid sh -c 'echo $$ > " + pid + "; TMPDIR=/tmp exec sleep 600' &); sleep 1; cp $1/* $2", 20);
        assertAllEnd(pid, 1);
    }

    @Test
    void missingFilesGarbageAndCutFilesAreRefused() {
        refused("true", "the external program left no t1.nii.gz in its output folder");
        refused("cp $1/* $2; echo nonsense > $2/t2.nii.gz", "the external program's t2: ");
        refused("cp $1/* $2; head -c 900 $1/t2.nii.gz > $2/t2.nii.gz", "the external program's t2: ");
        refused("rm -r $2", "the external program took its output folder away");
    }

    @Test
    void linksFoldersAndPipesAreNotOpened() throws IOException {
        Path secret = Files.writeString(temp.resolve("secret"), "secret");
        refused("cp $1/* $2; ln -sf " + secret + " $2/t1.nii.gz", "the external program's t1 is no plain file");
        refused("cp $1/* $2; ln -sf $1/t2.nii.gz $2/t2.nii.gz", "the external program's t2 is no plain file");
        refused("cp $1/* $2; rm $2/t1.nii.gz; mkdir $2/t1.nii.gz", "the external program's t1 is no plain file");
        refused("cp $1/* $2; rm $2/t1.nii.gz; mkfifo $2/t1.nii.gz", "the external program's t1 is no plain file");
        refused("rm -r $2; ln -s $1 $2", "the external program took its output folder away");
        assertThat(secret).hasContent("secret");
    }

    @Test
    void largeFilesAndLargeImagesAreRefusedBeforeTheyAreRead() throws IOException {
        refused("cp $1/* $2; truncate -s 3000000000 $2/t1.nii.gz", "t1 has 3000000000 bytes, more than the ");
        Volume wide = new Volume(new float[30 * 24 * 18], 30, 24, 18, SmallCohort.AFFINE);
        Path large = temp.resolve("large.nii.gz");
        try (var out = Files.newOutputStream(large)) {
            io.mmdino.volume.NiftiWriter.write(out, wide, io.mmdino.volume.NiftiType.UINT8, true);
        }
        refused("cp $1/* $2; cp " + large + " $2/t1.nii.gz", "more than the limit of 8640");
    }

    @Test
    void aProgramThatIsNotThereIsSaid() {
        ExternalSettings none =
                new ExternalSettings(List.of("/nowhere/tool", ExternalSettings.INPUT, ExternalSettings.OUTPUT), 5);
        assertThatThrownBy(() -> new ExternalCommand(none, SMALL).run(images))
                .isInstanceOf(ExternalException.class)
                .hasMessageContaining("cannot be started; check external.command");
    }

    @Test
    void aStudyThatTheProgramFailsOnIsRefusedAndTriedAgainNextTime() throws IOException {
        new SmallCohort(temp).full("001");
        Map<String, List<ArchiveSeries>> series = new TreeMap<>();
        for (String name : List.of("t1", "seg")) {
            series.put(name, List.of(source(new SmallCohort(temp).path("001", name))));
        }
        StudyTask task = new StudyTask(
                new StudyFacts("s", "p", "", Split.TRAIN, OptionalInt.empty()),
                "stamp",
                series,
                List.of(),
                List.of(),
                "");
        StudyOutcome failed = work("exit 3").run(task).outcome();
        assertThat(failed.status()).isEqualTo(Status.REFUSED);
        assertThat(failed.reason()).isEqualTo("the external program ended with exit code 3");
        assertThat(failed.contentHash()).isEmpty();
        StudyWork.Done done = work("cp $1/* $2").run(task);
        assertThat(done.outcome().status()).isEqualTo(Status.ACCEPTED);
        assertThat(done.outcome().contentHash()).hasSize(64);
        assertThat(done.records()).isNotEmpty();
    }

    /** Ended processes are known until their new parent takes note. */
    private static void assertAllEnd(Path pids, int count) throws Exception {
        assertThat(Files.readAllLines(pids)).hasSize(count);
        for (String pid : Files.readAllLines(pids)) {
            Optional<ProcessHandle> left = ProcessHandle.of(Long.parseLong(pid.strip()));
            if (left.isPresent()) {
                left.get().onExit().get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static ArchiveSeries source(Path file) throws IOException {
        ArchiveFile place = new ArchiveFile(file.toString(), Files.size(file), 0);
        return new ArchiveSeries(ArchiveSeries.Format.NIFTI, List.of(place));
    }

    private StudyWork work(String script) throws IOException {
        IngestSettings settings = SmallCohort.settings().withImages(ImageSettings.defaults(), settings(script, 20));
        return new StudyWork(new StudyReader(new Configuration(false), settings.limits()), new StudyPreparer(settings));
    }

    private void refused(String script, String reason) {
        assertThatThrownBy(() -> run(script, 20))
                .as(script)
                .isInstanceOf(ExternalException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining(temp.toString());
    }

    private Map<String, Volume> run(String script, int seconds) throws IOException, ExternalException {
        return new ExternalCommand(settings(script, seconds), SMALL).run(images);
    }

    private ExternalSettings settings(String script, int seconds) throws IOException {
        Path file = Files.createTempFile(temp, "tool", ".sh");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new ExternalSettings(List.of(file.toString(), ExternalSettings.INPUT, ExternalSettings.OUTPUT), seconds);
    }

    private static List<Path> scratch() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().matches("mm-dinov2-\\d+"))
                    .sorted()
                    .toList();
        }
    }
}
