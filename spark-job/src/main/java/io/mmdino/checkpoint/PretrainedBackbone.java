package io.mmdino.checkpoint;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterVector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Loads a backbone from published weights: DINOv2's {@code .pth} files, with or without registers, its training checkpoints,
 * or safetensors, including this program's own checkpoints. Where a file has a student and a teacher, the teacher is loaded;
 * heads are ignored.
 *
 * @param loaded names of the parameters that were overwritten
 * @param kept names of optional parameters that the file lacks: they keep their initial values
 */
public record PretrainedBackbone(List<String> loaded, List<String> kept) {

    private static final String BACKBONE = "backbone.";
    private static final String SEQUENCES = "mri_seq_embed.weight";
    private static final String POSITIONS = "pos_embed";
    private static final Pattern TORCH_NAME = Pattern.compile(".*\\.(?:pth|pt|bin)");
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    /** Training checkpoints group blocks for sharding: {@code blocks.1.7.} is block 7. */
    private static final Pattern CHUNKED_BLOCK = Pattern.compile("^blocks\\.\\d+\\.(\\d+)\\.");

    private static final Pattern PREFIXES = Pattern.compile("^(?:teacher\\.|module\\.|backbone\\.)*");
    private static final Pattern NOT_BACKBONE = Pattern.compile(
            "^(?:student|adam_m|adam_v|centre|(?:module\\.|teacher\\.)*(?:dino_head|ibot_head|classifier))\\..*");

    public PretrainedBackbone {
        loaded = List.copyOf(loaded);
        kept = List.copyOf(kept);
    }

    /**
     * Overwrites every parameter of {@code target} whose name starts with {@code backbone.}; none when one of them
     * does not fit.
     *
     * @throws CheckpointException when the file is damaged or of another architecture; lists all names that are missing,
     *     unexpected or of another shape
     */
    public static PretrainedBackbone load(Path file, ParameterVector target) throws IOException {
        try (TensorSource source = open(file)) {
            return load(source, target);
        }
    }

    static PretrainedBackbone load(TensorSource source, ParameterVector target) throws IOException {
        Map<String, String> stored = backboneNames(source);
        Map<String, Parameter> wanted = new LinkedHashMap<>();
        target.layout().parameters().stream()
                .filter(p -> p.name().startsWith(BACKBONE))
                .forEach(p -> wanted.put(p.name().substring(BACKBONE.length()), p));
        List<String> kept = new ArrayList<>();
        if (!stored.containsKey(SEQUENCES) && wanted.remove(SEQUENCES) != null) {
            kept.add(BACKBONE + SEQUENCES);
        }
        check(source, stored, wanted);
        ParameterVector host = target.onHost();
        for (Map.Entry<String, Parameter> parameter : wanted.entrySet()) {
            host.of(parameter.getValue()).copyFrom(source.floats(stored.get(parameter.getKey())));
        }
        target.changedOnHost();
        return new PretrainedBackbone(
                wanted.values().stream().map(Parameter::name).toList(), kept);
    }

    /** Opens a PyTorch file when the first bytes are a zip's or the name has PyTorch's ending; safetensors otherwise. */
    private static TensorSource open(Path file) throws IOException {
        boolean torch = TORCH_NAME.matcher(file.toString()).matches();
        try (InputStream in = Files.newInputStream(file)) {
            torch |= Arrays.equals(in.readNBytes(ZIP.length), ZIP);
        } catch (NoSuchFileException e) {
            throw new CheckpointException("no file of pretrained weights at " + file.getFileName(), e);
        }
        return torch ? TorchCheckpoint.open(file) : whole(Safetensors.open(file));
    }

    private static Safetensors whole(Safetensors file) throws IOException {
        try {
            file.verifyIfOurs();
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Maps the backbone's names to those of the file. */
    private static Map<String, String> backboneNames(TensorSource source) throws CheckpointException {
        boolean hasTeacher = source.tensors().keySet().stream().anyMatch(name -> name.startsWith("teacher."));
        Map<String, String> names = new LinkedHashMap<>();
        for (String name : source.tensors().keySet()) {
            if (NOT_BACKBONE.matcher(name).matches() || hasTeacher && !name.startsWith("teacher.")) {
                continue;
            }
            String bare = PREFIXES.matcher(name).replaceFirst("");
            String plain = CHUNKED_BLOCK.matcher(bare).replaceFirst("blocks.$1.");
            String other = names.put(plain, name);
            if (other != null) {
                throw new CheckpointException(
                        source.fileName() + " has two tensors for " + plain + ": " + other + " and " + name);
            }
        }
        return names;
    }

    private static void check(TensorSource source, Map<String, String> stored, Map<String, Parameter> wanted)
            throws CheckpointException {
        Map<String, List<Integer>> found = new LinkedHashMap<>();
        stored.forEach(
                (plain, name) -> found.put(plain, source.tensors().get(name).shape()));
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        wanted.forEach((plain, parameter) -> shapes.put(plain, parameter.shape()));
        NameCheck check = NameCheck.of(found, shapes);
        if (!check.fits()) {
            throw new CheckpointException("the weights of " + source.fileName() + " do not fit this model: "
                    + check.message() + ". " + advice(found, shapes));
        }
    }

    private static String advice(Map<String, List<Integer>> found, Map<String, List<Integer>> wanted) {
        List<Integer> stored = found.getOrDefault(POSITIONS, List.of());
        List<Integer> model = wanted.getOrDefault(POSITIONS, List.of());
        boolean onlyTheGrid = stored.size() == 3
                && model.size() == 3
                && stored.get(2).equals(model.get(2))
                && !stored.get(1).equals(model.get(1));
        return onlyTheGrid
                ? "Its positions are for a grid of " + grid(stored) + " patches, the model stores " + grid(model)
                        + ": set the model's stored grid to the file's (they are resized to each crop's grid anyway)"
                : "Choose the architecture the weights were trained with (width, depth, registers, MLP or SwiGLU)";
    }

    private static String grid(List<Integer> shape) {
        long side = Math.round(Math.sqrt(shape.get(1) - 1.0));
        return side + " x " + side;
    }
}
