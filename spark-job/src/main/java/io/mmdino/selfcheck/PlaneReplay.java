package io.mmdino.selfcheck;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmdino.checkpoint.Safetensors;
import io.mmdino.crop.BicubicResize;
import io.mmdino.crop.GammaContrast;
import io.mmdino.crop.Normalization;
import io.mmdino.slice.MaskProfile;
import io.mmdino.slice.PercentileScaling;
import io.mmdino.slice.Percentiles;
import io.mmdino.slice.Plane;
import io.mmdino.slice.SliceChoice;
import io.mmdino.slice.WindowCutter;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;

/**
 * Replays recorded operations on planes: choice of a study's slice and window, percentile scaling, antialiased resizing,
 * contrast and normalisation.
 */
final class PlaneReplay {

    private static final double BOUND = 1e-5;
    private static final double RESIZE_BOUND = 1e-4;
    private static final double FACT_BOUND = 1e-9;
    private static final int WINDOW = 96;
    private static final int AXES = 3;

    /** Recorded input of contrast and normalisation. */
    private static final String SCALED = "slice.axis2.scaled";

    private static final String RESIZE = "resize.";
    private static final String CONTRAST = "contrast.gamma";
    private static final String NORMALIZED = "normalize.nonzero";

    private final Safetensors file;
    private final JsonNode facts;
    private final CheckResults results;
    private final WindowCutter cutter = new WindowCutter(WINDOW);

    PlaneReplay(Safetensors file, JsonNode facts, CheckResults results) {
        this.file = file;
        this.facts = facts;
        this.results = results;
    }

    /** Access to the trace's volumes by name. */
    @FunctionalInterface
    interface Volumes {

        Volume read(String name) throws IOException;
    }

    void run(Volumes volumes) {
        if (TraceFiles.has(file, "slice.")) {
            results.attempt("slice", () -> slices(volumes.read("slice_image"), volumes.read("slice_seg")));
        }
        for (String tensor : file.tensors().keySet()) {
            if (tensor.startsWith(RESIZE) && !tensor.endsWith(".in")) {
                results.attempt(tensor, () -> resize(tensor));
            } else if (tensor.startsWith(CONTRAST)) {
                double gamma = Double.parseDouble(tensor.substring(CONTRAST.length()));
                filter(tensor, plane -> GammaContrast.apply(plane, 0, plane.length, gamma));
            } else if (tensor.equals(NORMALIZED)) {
                filter(tensor, plane -> Normalization.TRAINING.apply(plane, 0, plane.length));
            }
        }
    }

    private void slices(Volume image, Volume mask) {
        MaskProfile profile = MaskProfile.of(mask);
        for (int axis = 0; axis < AXES; axis++) {
            String name = "slice.axis" + axis;
            int across = axis;
            if (TraceFiles.has(file, name + ".")) {
                results.attempt(
                        name,
                        () -> slice(name, image, mask, across, profile.largest(across, SliceChoice.Largest.LABEL_SUM)));
            }
        }
    }

    private void slice(String name, Volume image, Volume mask, int axis, int index) throws IOException {
        Plane tumour = Plane.of(mask, axis, index);
        WindowCutter.Point centre = WindowCutter.centreOfMass(tumour);
        WindowCutter.Corner corner = cutter.corner(tumour);
        Plane window = cutter.cut(Plane.of(image, axis, index), corner);
        fact(name, "index", index);
        fact(name, "center_of_mass", centre.row(), centre.column());
        fact(name, "start", corner.row(), corner.column());
        double[] ends = Percentiles.of(window.values(), 1, 99);
        fact(name, "p1", ends[0]);
        fact(name, "p99", ends[1]);
        compare(name + ".seg", cutter.cut(tumour, corner).values(), BOUND);
        compare(name + ".crop", window.values(), BOUND);
        compare(name + ".scaled", PercentileScaling.DEFAULT.apply(window).values(), BOUND);
    }

    /** Compares numbers with a number or list in the JSON beside the tensors, if that has the key. */
    private void fact(String name, String key, double... found) {
        JsonNode recorded = facts.path(name).path(key);
        if (!recorded.isMissingNode()) {
            double[] expected = recorded.isArray()
                    ? StreamSupport.stream(recorded.spliterator(), false)
                            .mapToDouble(JsonNode::asDouble)
                            .toArray()
                    : DoubleStream.of(recorded.asDouble(Double.NaN)).toArray();
            results.add(name + "." + key, RelativeError.ofEach(found, expected, 0), FACT_BOUND);
        }
    }

    private void resize(String tensor) throws IOException {
        String input = tensor.substring(0, tensor.lastIndexOf('.')) + ".in";
        float[] source = file.floats(input);
        int height = TraceFiles.rows(file, input);
        int width = source.length / height;
        int side = TraceFiles.rows(file, tensor);
        BicubicResize resize = new BicubicResize(side, Math.max(height, width));
        float[] resized = new float[Math.multiplyExact(side, side)];
        resize.resize(source, 0, width, height, width, new float[resize.scratchSize(height)], resized, 0);
        compare(tensor, resized, RESIZE_BOUND);
    }

    private void filter(String tensor, Consumer<float[]> inPlace) {
        results.attempt(tensor, () -> {
            float[] plane = file.floats(SCALED);
            inPlace.accept(plane);
            compare(tensor, plane, BOUND);
        });
    }

    private void compare(String tensor, float[] found, double bound) throws IOException {
        results.add(tensor, RelativeError.ofEach(TraceFiles.doubles(found), file.doubles(tensor), 0), bound);
    }
}
