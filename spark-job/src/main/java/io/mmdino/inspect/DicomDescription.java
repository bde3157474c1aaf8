package io.mmdino.inspect;

import io.mmdino.dicom.DicomException;
import io.mmdino.dicom.DicomLimits;
import io.mmdino.dicom.SeriesAssembly;
import io.mmdino.dicom.rules.SequenceRules;
import io.mmdino.dicom.rules.SequenceVerdict;
import io.mmdino.slice.SkullEvidence;
import io.mmdino.study.IngestSettings;
import io.mmdino.volume.Grid;
import io.mmdino.volume.Orientation;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Describes the series of a folder of DICOM files: the sequence of each and why, its volume or why its slices form none.
 *
 * @param rules that decide which sequence a series is
 * @param settings give the limit of voxels
 */
record DicomDescription(SequenceRules rules, IngestSettings settings) {

    private static final Volume NOTHING = new Volume(new float[0], 0, 0, 0, new double[16]);

    /**
     * Describes at most {@code limit} series.
     *
     * @return volumes by sequence, in canonical orientation: the first assembled series of each in the first examination
     * @throws IOException when there is no series, or none of its files can be read
     */
    Map<String, Volume> describe(Path place, int limit, Consumer<String> lines) throws IOException {
        DicomLimits limits = DicomLimits.DEFAULT.withMaxVoxels(settings.limits().maxVoxels());
        Map<String, Integer> broken = new TreeMap<>();
        Collection<SeriesFiles> all = SeriesFiles.in(place, limits, reason -> broken.merge(reason, 1, Integer::sum));
        broken.entrySet().stream()
                .limit(limit)
                .forEach(reason ->
                        lines.accept("DICOM files that cannot be read: " + reason.getValue() + ", " + reason.getKey()));
        if (all.isEmpty()) {
            throw new IOException("no DICOM images there; wanted files that begin with a DICOM preamble, with pixels");
        }
        List<SeriesFiles> looked = all.stream().limit(limit).toList();
        lines.accept("DICOM, " + all.size() + " series"
                + (looked.size() < all.size() ? ", the first " + looked.size() + ":" : ":"));
        Map<String, Volume> images = new TreeMap<>();
        for (int n = 0; n < looked.size(); n++) {
            SeriesFiles series = looked.get(n);
            SequenceVerdict verdict = rules.verdict(series.headers().get(0));
            lines.accept("  series " + (n + 1) + ", " + series.files().size() + " files: " + words(verdict));
            Volume volume = volume(series, limits, lines);
            if (verdict.kind() == SequenceVerdict.Kind.SEQUENCE
                    && volume.voxels().length > 0
                    && series.sameStudy(looked.get(0))) {
                images.putIfAbsent(verdict.sequence(), volume);
            }
        }
        return images;
    }

    private static String words(SequenceVerdict verdict) {
        String what = verdict.kind() == SequenceVerdict.Kind.SEQUENCE
                ? verdict.sequence()
                : verdict.kind() == SequenceVerdict.Kind.NONE
                        ? "no sequence"
                        : verdict.kind().name().toLowerCase(Locale.ROOT);
        return what + " (" + verdict.reason() + ")";
    }

    /** The volume in canonical orientation; without voxels when the slices form none. */
    private static Volume volume(SeriesFiles series, DicomLimits limits, Consumer<String> lines) throws IOException {
        SeriesAssembly assembly = SeriesAssembly.of(series.headers());
        if (assembly instanceof SeriesAssembly.Stack stack) {
            Grid grid = new Grid(stack.width(), stack.height(), stack.depth(), stack.affine());
            lines.accept("    assembled: " + Placement.shape(grid) + " of " + Placement.spacing(grid) + ", axes "
                    + Placement.orientation(grid));
            stack.notes().forEach(note -> lines.accept("    note: " + note));
            Volume volume;
            try {
                volume = Orientation.toCanonical(series.read(stack, limits));
            } catch (DicomException e) {
                lines.accept("    cannot be read: " + e.getMessage());
                return NOTHING;
            }
            lines.accept("    values: " + ValueRange.of(volume));
            SkullEvidence skull = SkullEvidence.of(volume);
            lines.accept("    skull-stripped: " + (skull.stripped() ? "yes" : "no") + ", " + skull.why());
            return volume;
        }
        lines.accept("    not assembled: " + ((SeriesAssembly.Refused) assembly).reason());
        return NOTHING;
    }
}
