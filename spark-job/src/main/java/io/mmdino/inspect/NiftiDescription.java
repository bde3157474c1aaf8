package io.mmdino.inspect;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.FoundFile;
import io.mmdino.archive.SequenceNames;
import io.mmdino.slice.SkullEvidence;
import io.mmdino.study.IngestSettings;
import io.mmdino.volume.Grid;
import io.mmdino.volume.NiftiHeader;
import io.mmdino.volume.NiftiReader;
import io.mmdino.volume.NiftiReader.NiftiImage;
import io.mmdino.volume.Orientation;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Describes one NIfTI file.
 *
 * @param sequence the sequence that ingest reads from its name; empty when it has none
 */
record NiftiDescription(NiftiImage image, Optional<String> sequence) {

    /** @throws IOException when it is no NIfTI file within the limits; the message says why */
    static NiftiDescription at(Path file, IngestSettings settings) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new NiftiDescription(NiftiReader.read(in, settings.limits()), sequence(file, settings));
        }
    }

    private static Optional<String> sequence(Path file, IngestSettings settings) {
        return new SequenceNames(settings.sequences())
                .image(new ArchiveFile(file.toAbsolutePath().toString(), 0, 0))
                .map(FoundFile::sequence);
    }

    List<String> lines(IngestSettings settings) {
        NiftiHeader header = image.header();
        Grid grid = Grid.of(image.volume());
        List<String> lines = new ArrayList<>();
        lines.add("NIfTI-" + header.version() + ", " + header.type().name().toLowerCase(Locale.ROOT) + ", "
                + (header.order() == ByteOrder.LITTLE_ENDIAN ? "little" : "big") + "-endian"
                + (header.scaled() ? ", voxels times " + header.slope() + " plus " + header.inter() : ""));
        lines.add("  grid: " + Placement.shape(grid) + " of " + Placement.spacing(grid) + ", axes "
                + Placement.orientation(grid) + ", by the "
                + header.frame().name().toLowerCase(Locale.ROOT));
        lines.add("  values: " + ValueRange.of(image.volume())
                + (image.nonFinite() == 0 ? "" : "; " + image.nonFinite() + " were not finite and count as 0"));
        lines.add("  sequence: " + sequenceVerdict(settings));
        if (sequence.filter(SequenceNames.SEGMENTATION::equals).isEmpty()) {
            SkullEvidence skull = SkullEvidence.of(canonical());
            lines.add("  skull-stripped: " + (skull.stripped() ? "yes" : "no") + ", " + skull.why()
                    + String.format(
                            Locale.ROOT,
                            " (%.0f %% of one value outside, valley of bone %.2f on %d rays)",
                            100 * skull.outside(),
                            skull.valley(),
                            skull.rays()));
        }
        return lines;
    }

    private String sequenceVerdict(IngestSettings settings) {
        return sequence.map(name -> name.equals(SequenceNames.SEGMENTATION)
                        ? "seg, the tumour mask, as its name ends"
                        : name + ", as its name ends")
                .orElse("none: its name ends in none of " + String.join(", ", settings.sequences())
                        + ", seg or their usual spellings, so ingest passes it over");
    }

    /** A study of this file alone, for a picture. */
    StudyLook asStudy(IngestSettings settings) {
        String name = sequence.filter(found -> !found.equals(SequenceNames.SEGMENTATION))
                .orElse("image");
        return StudyLook.of(Map.of(name, canonical()), settings.withSequences(List.of(name)), "", List.of());
    }

    private Volume canonical() {
        return Orientation.toCanonical(image.volume());
    }
}
