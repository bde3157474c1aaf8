package io.mmdino.job;

import io.mmdino.checkpoint.CheckpointException;
import io.mmdino.checkpoint.CheckpointStore;
import io.mmdino.checkpoint.PretrainedBackbone;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.config.Settings;
import io.mmdino.config.SettingsDocument;
import io.mmdino.config.UsageException;
import io.mmdino.crop.EvaluationInput;
import io.mmdino.disk.DamagedFileException;
import io.mmdino.disk.Sha256;
import io.mmdino.evaluate.ClassifierJson;
import io.mmdino.evaluate.Encoder.InputMaker;
import io.mmdino.evaluate.VitEncoder;
import io.mmdino.kernel.Cuda;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import io.mmdino.kernel.Precision;
import io.mmdino.run.RunFolder;
import io.mmdino.run.RunFolder.Checkpoint;
import io.mmdino.settings.SettingsTree;
import io.mmdino.ssl.Model;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model of a finished or running training run with its teacher's weights, for evaluation and scoring. */
public final class TrainedModel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainedModel.class);
    private static final int CHUNK = 1 << 18;

    private final Settings settings;
    private final Model layers;
    private final Kernels kernels;
    private final ParameterVector teacher;
    private final Path source;

    private TrainedModel(Settings settings, Model layers, Kernels kernels, ParameterVector teacher, Path source) {
        this.settings = settings;
        this.layers = layers;
        this.kernels = kernels;
        this.teacher = teacher;
        this.source = source;
    }

    /**
     * Loads the teacher of a run.
     *
     * @param settings of the run
     * @param wanted checkpoint to load; when empty the best, or the last where there is no best
     * @throws UsageException when the run has no such checkpoint
     */
    public static TrainedModel open(RunFolder run, Settings settings, Optional<Checkpoint> wanted) throws IOException {
        return open(
                run,
                settings,
                wanted,
                KernelChoice.kernels(
                        settings.train().kernels(), settings.train().precision()));
    }

    /**
     * Loads the teacher of a run into the memory of some kernels.
     *
     * @param settings of the run
     * @param wanted checkpoint to load; when empty the best, or the last where there is no best
     * @throws UsageException when the run has no such checkpoint
     */
    public static TrainedModel open(RunFolder run, Settings settings, Optional<Checkpoint> wanted, Kernels kernels)
            throws IOException {
        Path file = file(run, wanted);
        Model layers = new Model(settings.model());
        ParameterVector teacher = new ParameterVector(layers.layout(), kernels);
        TrainedModel model = new TrainedModel(settings, layers, kernels, teacher, file);
        try {
            model.load();
            return model;
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /**
     * Loads the teacher of a run on a driver whose executors compute: with kernels that need no GPU, and in the precision that driver
     * and executors share.
     *
     * @param settings of the run
     * @param wanted checkpoint to load; when empty the best, or the last where there is no best
     * @throws UsageException when the run has no such checkpoint
     */
    public static TrainedModel onDriver(RunFolder run, Settings settings, Optional<Checkpoint> wanted)
            throws IOException {
        KernelChoice choice = KernelChoice.of(settings.train().kernels());
        Cuda cuda = Cuda.here();
        Optional<Precision> precision =
                choice.shared(Precision.named(settings.train().precision()), cuda);
        return open(run, settings, wanted, choice.ofDriver().kernels(cuda, precision));
    }

    private static Path file(RunFolder run, Optional<Checkpoint> wanted) throws IOException {
        CheckpointStore store = run.checkpoints();
        Optional<Path> best = wanted.equals(Optional.of(Checkpoint.LAST)) ? Optional.empty() : store.best();
        Optional<Path> last = wanted.equals(Optional.of(Checkpoint.BEST)) ? Optional.empty() : store.latest();
        return best.or(() -> last)
                .orElseThrow(() -> new UsageException("the run " + run.name() + " has no "
                        + (wanted.equals(Optional.of(Checkpoint.BEST)) ? "best " : "")
                        + "checkpoint yet; let train go on"));
    }

    private void load() throws IOException {
        try (Safetensors file = Safetensors.open(source)) {
            file.verify();
            ParameterVector host = teacher.onHost();
            for (Parameter parameter : layers.layout().parameters()) {
                String name = "teacher." + parameter.name();
                if (file.tensors().containsKey(name)
                        && !file.tensors().get(name).shape().equals(parameter.shape())) {
                    throw new CheckpointException("tensor " + name + " of " + file.fileName() + " has shape "
                            + file.tensors().get(name).shape() + ", wanted " + parameter.shape()
                            + ": settings.yaml and checkpoint are of different runs");
                }
                file.into(name, host.of(parameter));
            }
            teacher.changedOnHost();
        }
    }

    public Settings settings() {
        return settings;
    }

    public ParameterVector teacher() {
        return teacher;
    }

    /** File of the checkpoint that the weights come from. */
    public Path source() {
        return source;
    }

    /** The kernels and precision that its encoders compute with, in words. */
    public String computation() {
        return kernels.description();
    }

    /** To what the products of its layers round their operands. */
    public Precision precision() {
        return kernels.precision();
    }

    Kernels kernels() {
        return kernels;
    }

    /** The starting weights of the run, drawn or loaded again. The caller closes them. */
    public ParameterVector untrained() throws IOException {
        ParameterVector weights = new ParameterVector(layers.layout(), kernels);
        layers.initialize(weights, settings.train().seed());
        String pretrained = settings.train().pretrained();
        if (!pretrained.isEmpty()) {
            PretrainedBackbone.load(Path.of(pretrained), weights);
        }
        return weights;
    }

    /** Supplies encoders with these weights, one for each thread. */
    public Supplier<VitEncoder> encoders(ParameterVector weights) {
        int side = settings.evaluation().imageSide();
        return () -> new VitEncoder(layers.backbone(), kernels, weights, side);
    }

    /** Makes the input of the encoders from windows. */
    public InputMaker input() {
        return new EvaluationInput(
                settings.evaluation().imageSide(), settings.ingest().window())::of;
    }

    /** Hash of the settings that decide a study's features and the meaning of classes; 64 hex digits. */
    public String settingsHash() {
        Map<String, Object> deciding = new TreeMap<>(SettingsTree.deciding(settings.model()));
        deciding.put("image-side", settings.evaluation().imageSide());
        deciding.put("windows-per-axis", settings.evaluation().windowsPerAxis());
        deciding.put("class-names", settings.evaluation().classNames());
        deciding.put("windows", settings.ingest().hash());
        return new SettingsDocument(deciding).hash();
    }

    /**
     * The classifier of the run, if it was fitted on this teacher with these settings.
     *
     * @throws UsageException when it was fitted with other settings
     * @throws IOException when it is damaged, of an earlier version, or was fitted on another teacher
     */
    public ClassifierJson.Fitted classifier(RunFolder run) throws IOException {
        ClassifierJson.Fitted fitted = ClassifierJson.read(run.classifierFile());
        if (!fitted.teacher().equals(teacherHash())) {
            throw new CheckpointException(RunFolder.CLASSIFIER + " was fitted on other weights than those of "
                    + source.getFileName() + ": the run has gone on since, or a checkpoint is missing or damaged;"
                    + " start the same train command again, which fits it anew");
        }
        if (!fitted.settings().equals(settingsHash())
                || !fitted.classifier()
                        .classNames()
                        .equals(settings.evaluation().classNames())) {
            throw new UsageException(RunFolder.CLASSIFIER + " was fitted with other settings of the model, its windows,"
                    + " evaluation.image-side, evaluation.windows-per-axis or evaluation.class-names than these: leave"
                    + " them as the run has them");
        }
        return fitted;
    }

    /** Whether {@link #classifier} gives one. */
    boolean isClassified(RunFolder run) throws IOException {
        if (!Files.exists(run.classifierFile())) {
            return false;
        }
        try {
            classifier(run);
            return true;
        } catch (DamagedFileException | CheckpointException | UsageException e) {
            LOG.warn("the classifier is fitted again: {}", e.getMessage());
            return false;
        }
    }

    /** SHA-256 of the teacher's parameters in order of the layout, as little-endian float32; 64 hex digits. */
    public String teacherHash() {
        MessageDigest digest = Sha256.digest();
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[CHUNK];
        for (Parameter parameter : layers.layout().parameters()) {
            var tensor = teacher.onHost().of(parameter);
            for (long from = 0; from < tensor.length(); from += CHUNK) {
                int count = (int) Math.min(CHUNK, tensor.length() - from);
                tensor.slice(from, 1, count).copyTo(values, 0);
                bytes.clear().asFloatBuffer().put(values, 0, count);
                digest.update(bytes.limit(count * Float.BYTES));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        teacher.close();
    }
}
