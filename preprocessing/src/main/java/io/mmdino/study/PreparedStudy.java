package io.mmdino.study;

import io.mmdino.shard.SliceRecord;
import io.mmdino.shard.Window;
import io.mmdino.slice.PercentileScaling;
import io.mmdino.slice.Plane;
import io.mmdino.slice.WindowCutter;
import io.mmdino.volume.Volume;
import java.util.List;
import java.util.Map;

/**
 * A study whose images are on one grid and whose slices are chosen. Windows are cut on demand.
 *
 * @param sequences volumes by name, in the order of the settings, without the missing ones; all on the grid of {@code mask}
 * @param mask above 0 inside the tumour, or the brain
 * @param slices sorted by axis and index
 * @param notes for the study's row in the manifest
 */
public record PreparedStudy(
        IngestSettings settings,
        Map<String, Volume> sequences,
        Volume mask,
        List<SliceRecord.Slice> slices,
        List<String> notes) {

    /** The axial slice with most of the mask. */
    public SliceRecord.Slice evaluation() {
        return slices.stream().filter(SliceRecord.Slice::evaluation).findFirst().orElseThrow();
    }

    /** Names of the sequences that the study has, in the order of the settings. */
    public List<String> present() {
        return List.copyOf(sequences.keySet());
    }

    /** Cuts all sequences around the mask's centre of mass in the slice and scales each by its own percentiles. */
    public Window cut(SliceRecord.Slice chosen) {
        List<String> names = settings.sequences();
        int side = settings.window();
        WindowCutter cutter = new WindowCutter(side);
        PercentileScaling scaling = new PercentileScaling(settings.lowPercentile(), settings.highPercentile());
        Plane maskSlice = Plane.of(mask, chosen.axis(), chosen.slice());
        WindowCutter.Corner corner = cutter.corner(maskSlice);
        Plane maskWindow = cutter.cut(maskSlice, corner);
        float[] voxels = new float[names.size() * side * side];
        boolean[] present = new boolean[names.size()];
        for (int m = 0; m < present.length; m++) {
            Volume volume = sequences.get(names.get(m));
            present[m] = volume != null;
            if (present[m]) {
                Plane window = cutter.cut(Plane.of(volume, chosen.axis(), chosen.slice()), corner);
                place(scaling.apply(window), voxels, m * side * side, side);
            }
        }
        return new Window(voxels, present, foreground(maskWindow, side), side, maskWindow.rows(), maskWindow.columns());
    }

    /** Distance of two rows, two columns and two slices of a cut across {@code axis}, mm. */
    public SliceRecord.Spacing spacing(int axis) {
        int row = axis == 0 ? 1 : 0;
        int column = axis == 2 ? 1 : 2;
        return new SliceRecord.Spacing(
                (float) mask.spacing(row), (float) mask.spacing(column), (float) mask.spacing(axis));
    }

    private static void place(Plane window, float[] voxels, int offset, int side) {
        for (int row = 0; row < window.rows(); row++) {
            System.arraycopy(window.values(), row * window.columns(), voxels, offset + row * side, window.columns());
        }
    }

    private static byte[] foreground(Plane mask, int side) {
        byte[] foreground = new byte[side * side];
        for (int row = 0; row < mask.rows(); row++) {
            for (int column = 0; column < mask.columns(); column++) {
                foreground[row * side + column] = (byte) (mask.at(row, column) > 0 ? 1 : 0);
            }
        }
        return foreground;
    }
}
