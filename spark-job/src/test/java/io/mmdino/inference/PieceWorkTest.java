package io.mmdino.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.config.DefaultSettings;
import io.mmdino.config.Settings;
import io.mmdino.inference.PieceOrder.View;
import io.mmdino.inference.PieceRows.StudyResult;
import io.mmdino.kernel.Backends;
import io.mmdino.kernel.DeviceException;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Tensor;
import io.mmdino.shard.SliceSource;
import io.mmdino.shard.Split;
import io.mmdino.shard.StudyEntry;
import io.mmdino.shard.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PieceWorkTest {

    private static final List<View> VIEWS = List.of(new View(View.PIXELS, View.ALL), new View(View.PIXELS, 0));
    private static final Settings SETTINGS = DefaultSettings.reader()
            .read(
                    Settings.class,
                    Optional.empty(),
                    List.of(
                            "model.backbone.architecture=custom",
                            "model.backbone.width=24",
                            "model.backbone.depth=1",
                            "model.backbone.heads=2"));

    private final List<Integer> opened = new ArrayList<>();

    private static List<String> ids(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format("s%03d", i))
                .toList();
    }

    /** Windows of one value for each study; opening a broken one throws what it is given. */
    private PieceWork.Windows windows(Set<String> broken, Exception fault) {
        return studies -> {
            opened.add(studies.size());
            if (studies.stream().anyMatch(broken::contains)) {
                if (fault instanceof IOException io) {
                    throw io;
                }
                throw (RuntimeException) fault;
            }
            return new Flat(studies);
        };
    }

    private PieceRows run(int studies, int together, boolean last, PieceWork.Windows windows) throws IOException {
        try (Lanes lanes = new Lanes(1);
                ExecutorModel model = new ExecutorModel(SETTINGS, Backends.scalar(Tensor.Type.FLOAT32), Map.of())) {
            return new PieceWork(SETTINGS.evaluation(), model, lanes, together, last).run(ids(studies), VIEWS, windows);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "7, 1", "32, 1", "32, 5", "33, 14", "3, 14"})
    void whateverStudyIsBrokenTheOthersHaveTheirRowsInOrder(int studies, int together) throws IOException {
        for (String broken : ids(studies)) {
            PieceRows rows = run(
                    studies, together, true, windows(Set.of(broken), new IllegalStateException("torn at " + broken)));
            assertThat(rows.studies()).extracting(StudyResult::study).isEqualTo(ids(studies));
            assertThat(rows.studies())
                    .filteredOn(study -> !study.reason().isEmpty())
                    .singleElement()
                    .satisfies(study -> {
                        assertThat(study.study()).isEqualTo(broken);
                        assertThat(study.reason()).isEqualTo("torn at " + broken);
                    });
            assertThat(rows.tables().get(0).studies())
                    .doesNotContain(broken)
                    .hasSize(studies - 1)
                    .isSorted();
        }
    }

    @Test
    void aLostGpuIsNoFaultOfAStudy() {
        Exception loss = new IllegalStateException(
                new DeviceException("CUDA_ERROR_ILLEGAL_ADDRESS", DeviceException.Effect.LOST));
        assertThatThrownBy(() -> run(4, 1, true, windows(Set.of("s001"), loss))).isSameAs(loss);
        assertThat(opened).containsExactly(4);
    }

    @Test
    void aFaultOfADiskIsThrownWhileThereIsAnotherAttempt() throws IOException {
        IOException fault = new IOException("the disk of this executor");
        assertThatThrownBy(() -> run(4, 1, false, windows(Set.of("s001"), fault)))
                .isSameAs(fault);
        assertThatThrownBy(() -> run(4, 1, false, windows(Set.of("s001"), new UncheckedIOException(fault))))
                .hasCause(fault);
        assertThat(opened).containsExactly(4, 4);
        assertThat(run(4, 1, true, windows(Set.of("s001"), fault))
                        .studies()
                        .get(1)
                        .reason())
                .isEqualTo("IOException: the disk of this executor");
    }

    @Test
    void aFaultOfAStudyIsNotTriedElsewhere() throws IOException {
        PieceRows rows = run(4, 1, false, windows(Set.of("s001"), new IllegalArgumentException("torn")));
        assertThat(rows.studies().get(1).reason()).isEqualTo("torn");
    }

    @Test
    void aStudyThatASubsetLeavesOutHasNoRowThere() throws IOException {
        PieceRows rows = run(6, 1, true, windows(Set.of(), null));
        assertThat(rows.tables().get(0).studies()).isEqualTo(ids(6));
        assertThat(rows.tables().get(1).studies()).isEqualTo(List.of("s000", "s001", "s003", "s004"));
        assertThat(rows.studies().get(2).present()).containsExactly(false, false, false, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void rowsTravelAsBytes(int studies) throws IOException {
        PieceRows rows = run(studies, 1, true, windows(Set.of("s000"), new IllegalStateException("\"quoted\" \u00fc")));
        PieceRows read = PieceRows.of(rows.by("scalar").toBytes());
        assertThat(read.studies()).isEqualTo(rows.studies());
        assertThat(read.computation()).isEqualTo("scalar");
        assertThat(read.failure()).isEmpty();
        for (int view = 0; view < VIEWS.size(); view++) {
            assertThat(read.tables().get(view).studies())
                    .isEqualTo(rows.tables().get(view).studies());
            assertThat(read.tables().get(view).values())
                    .isEqualTo(rows.tables().get(view).values());
        }
        assertThat(PieceRows.of(PieceRows.refused("no GPU").toBytes()).failure())
                .isEqualTo("no GPU");
    }

    @Test
    void bytesThatAreCutShortAreRefused() throws IOException {
        byte[] whole = run(3, 1, true, windows(Set.of(), null)).toBytes();
        for (int length : new int[] {4, 10, whole.length - 1}) {
            assertThatThrownBy(() -> PieceRows.of(Arrays.copyOf(whole, length)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 1, 3", "1000, 14, 3", "5, 14, 3", "40, 7, 64", "100000, 1, 512", "1, 1, 1"})
    void piecesHoldEveryStudyOnceAndBeginWhereACallOfTheEncoderDoes(int studies, int together, int slots) {
        List<PieceOrder> pieces = PieceOrder.cut(3, ids(studies), VIEWS, together, slots);
        assertThat(pieces.stream().flatMap(piece -> piece.studies().stream())).containsExactlyElementsOf(ids(studies));
        assertThat(pieces).allMatch(piece -> piece.folder() == 3);
        assertThat(pieces.subList(0, pieces.size() - 1))
                .allMatch(piece -> piece.studies().size() % together == 0);
        assertThat(pieces).allMatch(piece -> piece.studies().size() <= Math.max(32, together));
    }

    @Test
    void noStudiesMakeNoPieces() {
        assertThat(PieceOrder.cut(0, List.of(), VIEWS, 1, 4)).isEmpty();
    }

    @Test
    void aModelStaysWhileATaskUsesItAndGoesForAnother() {
        ExecutorModels models = new ExecutorModels();
        List<String> loaded = new ArrayList<>();
        try (ExecutorModels.Lease first = models.take("a", () -> model(loaded, "a"))) {
            try (ExecutorModels.Lease second = models.take("a", () -> model(loaded, "a"))) {
                assertThat(second.model()).isSameAs(first.model());
            }
            models.take("b", () -> model(loaded, "b")).close();
            assertThat(models.count()).isEqualTo(2);
        }
        models.take("b", () -> model(loaded, "b")).close();
        assertThat(loaded).containsExactly("a", "b");
        models.take("c", () -> model(loaded, "c")).close();
        assertThat(models.count()).isEqualTo(1);
    }

    private static ExecutorModel model(List<String> loaded, String name) {
        loaded.add(name);
        return new ExecutorModel(SETTINGS, Backends.scalar(Tensor.Type.FLOAT32), Map.of());
    }

    /** Every third study has the last sequence alone. */
    private record Flat(List<String> names) implements SliceSource {

        private static final int SIDE = 8;

        @Override
        public List<String> sequences() {
            return List.of("t1", "t1c", "t2", "flair");
        }

        @Override
        public int windowSide() {
            return SIDE;
        }

        @Override
        public List<StudyEntry> studies() {
            return IntStream.range(0, names.size())
                    .mapToObj(i -> {
                        boolean whole = Integer.parseInt(names.get(i).substring(1)) % 3 != 2;
                        boolean[] present = {whole, whole, whole, true};
                        List<int[]> none = List.of(new int[0], new int[0], new int[0]);
                        return new StudyEntry(
                                names.get(i), names.get(i), "", Split.TRAIN, OptionalInt.empty(), present, none, i);
                    })
                    .toList();
        }

        @Override
        public Window read(int record) {
            float[] voxels = new float[4 * SIDE * SIDE];
            Arrays.fill(voxels, record + 1);
            return new Window(voxels, new boolean[] {true, true, true, true}, new byte[SIDE * SIDE], SIDE, SIDE, SIDE);
        }

        @Override
        public String settingsHash() {
            return "settings";
        }

        @Override
        public void close() {}
    }
}
