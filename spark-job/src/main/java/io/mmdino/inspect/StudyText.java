package io.mmdino.inspect;

import io.mmdino.archive.ArchiveStudy;
import io.mmdino.study.PreparedStudy;
import io.mmdino.volume.Grid;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Describes a study in lines of text, without its id. */
final class StudyText {

    private static final String TABLE = "%5s  %-22s %-15s %-20s %-8s %-9s %-5s %7s  %s";

    private StudyText() {}

    /** The full description of one study. */
    static List<String> whole(ArchiveStudy study, StudyLook look) {
        List<String> lines = new ArrayList<>();
        lines.add("study of " + study.files() + " files, in canonical orientation (R A S):");
        inOrder(study, look).forEach(name -> {
            if (look.images().containsKey(name)) {
                Grid grid = Grid.of(look.images().get(name));
                lines.add("  " + name + ": " + Placement.shape(grid) + " of " + Placement.spacing(grid) + ", axes "
                        + Placement.orientation(grid));
                lines.add("    values: " + ValueRange.of(look.images().get(name)));
            } else {
                lines.add("  " + name + ": cannot be read");
            }
        });
        look.quality().ifPresent(quality -> {
            lines.add("  " + quality.skullVerdict());
            quality.skulls()
                    .forEach((name, skull) -> lines.add("    " + name + ": "
                            + String.format(
                                    Locale.ROOT,
                                    "%.0f %% of one value outside, valley of bone %.2f on %d rays",
                                    100 * skull.outside(),
                                    skull.valley(),
                                    skull.rays())));
            lines.add("  " + quality.gridVerdict());
        });
        study.notes().forEach(note -> lines.add("  note: " + note));
        look.notes().forEach(note -> lines.add("  note: " + note));
        study.unused()
                .forEach(one -> lines.add("  not used, " + one.files() + " files"
                        + (one.sequence().equals(ArchiveStudy.UnusedSeries.UNKNOWN) ? "" : " of " + one.sequence())
                        + ": "
                        + one.reason()));
        look.prepared().ifPresent(prepared -> lines.add("  ingest would cut " + slices(prepared)));
        return lines;
    }

    /** Names of the sequences in the order of the settings, then of those that cannot be read, then the mask. */
    private static List<String> inOrder(ArchiveStudy study, StudyLook look) {
        Set<String> names = new LinkedHashSet<>();
        look.quality().ifPresent(quality -> names.addAll(quality.skulls().keySet()));
        names.addAll(study.series().keySet());
        return List.copyOf(names);
    }

    private static String slices(PreparedStudy study) {
        long training =
                study.slices().stream().filter(slice -> slice.training()).count();
        return training + " windows for training and evaluation; most of the mask is in axial slice "
                + study.evaluation().slice();
    }

    static String head() {
        return String.format(
                        TABLE, "study", "sequences", "voxels", "mm", "stripped", "same grid", "mask", "windows", "")
                .stripTrailing();
    }

    /** A study's row of the table under {@link #head()}. */
    static String row(int number, StudyLook look) {
        String sequences = look.quality()
                .map(quality -> String.join(" ", quality.skulls().keySet()))
                .orElse("-");
        String shape = look.quality()
                .map(quality -> Grid.of(look.images().get(quality.grids().reference())))
                .map(grid -> grid.width() + "x" + grid.height() + "x" + grid.depth())
                .orElse("-");
        String spacing = look.quality()
                .map(quality -> Grid.of(look.images().get(quality.grids().reference())))
                .map(Placement::spacing)
                .map(text -> text.replace(" mm", ""))
                .orElse("-");
        return String.format(
                        TABLE,
                        number,
                        sequences,
                        shape,
                        spacing,
                        look.quality().map(quality -> yes(quality.stripped())).orElse("-"),
                        look.quality()
                                .map(quality -> yes(quality.grids().same()))
                                .orElse("-"),
                        yes(look.hasMask()),
                        look.prepared()
                                .map(prepared -> "" + prepared.slices().size())
                                .orElse("-"),
                        look.refusal().isEmpty() ? "" : "refused: " + look.refusal())
                .stripTrailing();
    }

    private static String yes(boolean holds) {
        return holds ? "yes" : "no";
    }
}
