package io.mmdino.selfcheck;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.NiftiReader;
import io.mmdino.volume.NiftiReader.NiftiImage;
import io.mmdino.volume.Orientation;
import io.mmdino.volume.Resampling;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares NIfTI files with what nibabel reads from them: voxels and affine as stored, {@code .ras} in closest-canonical
 * orientation, {@code .iso1_linear} resampled to 1 mm. {@link PlaneReplay} has the slices, windows and filters of the same
 * trace.
 *
 * <p>An image's file is the one that the JSON beside the tensors names, or else NAME.nii or NAME.nii.gz.
 */
final class ImagingReplay {

    private static final double VOXEL_BOUND = 1e-4;
    private static final double AFFINE_BOUND = 1e-5;
    private static final double[] ONE_MM = {1, 1, 1};
    private static final String VOXELS = ".data";
    private static final String CANONICAL = ".ras";
    private static final String RESAMPLED = ".iso1_linear";

    private final Path folder;
    private final Safetensors file;
    private final JsonNode facts;
    private final CheckResults results;

    /** @param facts the JSON beside the tensors, or an empty object */
    ImagingReplay(Path folder, Safetensors file, JsonNode facts, CheckResults results) {
        this.folder = folder;
        this.file = file;
        this.facts = facts;
        this.results = results;
    }

    void run() {
        List<String> images = file.tensors().keySet().stream()
                .filter(tensor -> tensor.endsWith(VOXELS))
                .map(tensor -> tensor.substring(0, tensor.length() - VOXELS.length()))
                .filter(name -> !name.endsWith(CANONICAL) && !name.endsWith(RESAMPLED))
                .toList();
        for (String name : images) {
            results.attempt(name, () -> image(name));
        }
        new PlaneReplay(file, facts, results).run(name -> read(name).volume());
    }

    private void image(String name) throws IOException {
        NiftiImage image = read(name);
        compare(name, image.volume(), 0);
        if (TraceFiles.has(file, name + CANONICAL)) {
            compare(name + CANONICAL, Orientation.toCanonical(image.volume()), 0);
        }
        if (TraceFiles.has(file, name + RESAMPLED)) {
            // nibabel keeps the type of unscaled integers and so rounds interpolated values; ours stay float32.
            boolean rounded =
                    !image.header().type().floating() && !image.header().scaled();
            compare(name + RESAMPLED, Resampling.linear(image.volume(), ONE_MM), rounded ? 0.5 : 0);
        }
    }

    private void compare(String name, Volume found, double rounding) throws IOException {
        double[] expected = voxels(name + VOXELS, found);
        results.add(
                name + " voxels",
                RelativeError.ofEach(TraceFiles.doubles(found.voxels()), expected, rounding),
                VOXEL_BOUND);
        if (file.tensors().containsKey(name + ".affine")) {
            double[] affine = file.doubles(name + ".affine");
            results.add(name + " affine", RelativeError.largestDifference(found.affine(), affine), AFFINE_BOUND);
        }
    }

    /** Values of a tensor [width, height, depth], reordered so that the first index is fastest, as in a volume. */
    private double[] voxels(String tensor, Volume like) throws IOException {
        double[] stored = file.doubles(tensor);
        List<Integer> shape = file.tensors().get(tensor).shape();
        if (!shape.equals(List.of(like.width(), like.height(), like.depth()))) {
            throw new IOException("tensor " + tensor + " is " + shape + ", the volume read here is " + like.width()
                    + " x " + like.height() + " x " + like.depth());
        }
        double[] voxels = new double[stored.length];
        int to = 0;
        for (int k = 0; k < like.depth(); k++) {
            for (int j = 0; j < like.height(); j++) {
                for (int i = 0; i < like.width(); i++) {
                    voxels[to++] = stored[(i * like.height() + j) * like.depth() + k];
                }
            }
        }
        return voxels;
    }

    private NiftiImage read(String name) throws IOException {
        String stated = facts.path(name).path("file").asText("");
        Path found = Stream.of(stated, name + ".nii", name + ".nii.gz")
                .filter(candidate -> !candidate.isEmpty()
                        && candidate.equals("" + Path.of(candidate).getFileName()))
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new IOException("no image " + (stated.isEmpty() ? name + ".nii(.gz)" : stated)
                        + " beside the expected tensors"));
        try (InputStream in = Files.newInputStream(found)) {
            return NiftiReader.read(in, NiftiLimits.DEFAULT);
        }
    }
}
