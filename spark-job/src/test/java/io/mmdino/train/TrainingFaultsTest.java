package io.mmdino.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.checkpoint.CheckpointException;
import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.FullDisk;
import io.mmdino.crop.CropMaker;
import io.mmdino.crop.MaskMaker;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Parameter;
import io.mmdino.optim.Schedules;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.StudyEntry;
import io.mmdino.shard.Window;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingFaultsTest {

    private static final int EPOCHS = 3;

    @TempDir
    Path folder;

    /** Windows of NaN from a given read on. */
    private static final class Spoiled extends SyntheticShards {
        private final int firstBad;

        Spoiled(int firstBad) {
            super(12, "t1", "t1c", "t2");
            this.firstBad = firstBad;
        }

        @Override
        public Window read(int record) {
            Window window = super.read(record);
            if (record / 7 == firstBad) {
                Arrays.fill(window.voxels(), Float.NaN);
            }
            return window;
        }
    }

    @Test
    void anInputThatIsNotANumberStopsTheRunWithIterationAndLoss() {
        SliceSource spoiled = new Spoiled(3);
        assertThatThrownBy(() -> run(spoiled))
                .isInstanceOf(DivergenceException.class)
                .hasMessageMatching("(?s)iteration \\d+: dino_local_crops_loss is NaN, wanted a finite number.*")
                .hasMessageContaining("no weight was changed")
                .hasMessageContaining("look at the shards of this iteration");
    }

    @Test
    void aStepThatDivergesMovesNoWeight() {
        Kernels kernels = KernelChoice.kernels(settings().kernels());
        SliceSource spoiled = new SyntheticShards(4, "t1", "t1c", "t2") {
            @Override
            public Window read(int record) {
                Window window = super.read(record);
                Arrays.fill(window.voxels(), Float.NaN);
                return window;
            }
        };
        try (Lanes lanes = new Lanes(2);
                Learner learner = learner(kernels, lanes)) {
            Map<Parameter, float[]> before = new HashMap<>();
            learner.student()
                    .layout()
                    .parameters()
                    .forEach(p -> before.put(p, learner.student().of(p).toFloats()));
            assertThatThrownBy(() -> learner.step(
                            batches(spoiled, lanes).at(0),
                            new Schedules(TinyTraining.optim(EPOCHS), 4).at(8),
                            false,
                            1))
                    .isInstanceOf(DivergenceException.class);
            before.forEach((parameter, values) -> {
                assertThat(learner.student().of(parameter).toFloats()).containsExactly(values);
                assertThat(learner.teacher().of(parameter).toFloats()).containsExactly(values);
            });
        }
    }

    @Test
    void aLabelOutsideTheClassesIsNamedBeforeTheRunStarts() {
        SliceSource shards = new SyntheticShards(12, "t1", "t1c", "t2") {
            @Override
            public List<StudyEntry> studies() {
                return super.studies().stream()
                        .map(s -> new StudyEntry(
                                s.study(),
                                s.subject(),
                                s.site(),
                                s.split(),
                                OptionalInt.of(3),
                                s.present(),
                                s.training(),
                                s.evaluation()))
                        .toList();
            }
        };
        assertThatThrownBy(() -> run(shards))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label 3, wanted 0 to 2")
                .hasMessageContaining("model.classes");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shardsOfOtherSequencesAreNamedBeforeTheRunStarts() {
        assertThatThrownBy(() -> run(new SyntheticShards(12, "t1", "flair")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sequences [t1, flair], wanted the model's [t1, t1c, t2]")
                .hasMessageContaining("model.backbone.sequences");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDiskThatFillsUpLeavesTheCheckpointBeforeAndTheRunGoesOnFromItOnceThereIsRoom() throws IOException {
        assertThatThrownBy(() -> runOn(FullDisk.from("step-00000006", folder)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("step-00000006.safetensors")
                .hasMessageContaining("No space left on device");
        CheckpointStore roomy = new CheckpointStore(folder);
        assertThat(roomy.latest())
                .hasValueSatisfying(file -> assertThat(file).hasFileName("step-00000003.safetensors"));
        runOn(roomy);
        Path other = folder.resolve("undisturbed");
        TinyTraining.run(
                TinyTraining.of(EPOCHS, TinyTraining.HASH), TinyTraining.shards(), other, new TinyTraining.Quiet());
        String last = "checkpoints/step-00000012.safetensors";
        assertThat(folder.resolve(last)).hasSameBinaryContentAs(other.resolve(last));
        assertThat(Files.readAllLines(folder.resolve("metrics.jsonl")))
                .isEqualTo(Files.readAllLines(other.resolve("metrics.jsonl")));
    }

    private void runOn(CheckpointStore store) throws IOException {
        Kernels kernels = KernelChoice.kernels(settings().kernels());
        try (Lanes lanes = new Lanes(2);
                Learner learner = learner(kernels, lanes)) {
            Schedules schedules = new Schedules(TinyTraining.optim(EPOCHS), 4);
            Journal.Plan plan = new Journal.Plan(folder, store, settings(), schedules, TinyTraining.HASH);
            new TrainingRun(plan, learner, batches(TinyTraining.shards(), lanes), Averaging.single())
                    .run(TinyTraining::score, new TinyTraining.Quiet());
        }
    }

    private void run(SliceSource shards) throws IOException {
        TinyTraining.run(TinyTraining.of(EPOCHS, TinyTraining.HASH), shards, folder, new TinyTraining.Quiet());
    }

    private static TrainSettings settings() {
        return TinyTraining.settings(7, 4, 0.5);
    }

    private static Learner learner(Kernels kernels, Lanes lanes) {
        Learner learner = new Learner(
                new Model(TinyTraining.model()),
                kernels,
                lanes,
                TinyTraining.crops().geometry(),
                TinyTraining.losses(),
                TinyTraining.optim(EPOCHS),
                BatchReducer.single());
        learner.initialize(7);
        return learner;
    }

    private static BatchSource batches(SliceSource shards, Lanes lanes) {
        return BatchSource.single(
                shards,
                settings(),
                new CropMaker(TinyTraining.crops(), SyntheticShards.SIDE),
                new MaskMaker(TinyTraining.masks(), 4),
                lanes);
    }
}
