package io.mmdino.inspect;

import io.mmdino.archive.ArchiveStudy;
import io.mmdino.dicom.rules.SequenceRules;
import io.mmdino.study.IngestSettings;
import io.mmdino.study.PreparedStudy;
import io.mmdino.survey.ArchiveStudies;
import io.mmdino.survey.HeaderScanRules;
import io.mmdino.volume.Volume;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;

/**
 * Describes images in lines of text and draws them as the model sees them, as a PNG. Lines and pictures hold no names, ids or
 * paths: studies are numbered in the order of their ids.
 *
 * @param settings of ingest, which decide what becomes of the images
 * @param limit most studies to look at
 * @param png file of the picture; empty for none
 * @param lines receives each line as soon as it is known
 */
public record Inspection(
        Configuration conf, IngestSettings settings, int limit, Optional<Path> png, Consumer<String> lines) {

    public Inspection {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ", wanted 1 or more studies");
        }
    }

    /**
     * Describes one NIfTI file.
     *
     * @throws IOException when it is broken, or a picture is wanted and cannot be made of it; the message says why
     */
    public void file(Path file) throws IOException {
        NiftiDescription look = NiftiDescription.at(file, settings);
        look.lines(settings).forEach(lines);
        if (png.isPresent()) {
            StudyLook study = look.asStudy(settings);
            write(StudySheet.of(accepted(study)));
        }
    }

    /**
     * Describes an archive, by the survey that ingest makes: a single study in full, several in a table.
     *
     * @throws IOException when it holds no study, or the single one would be refused; the message says why
     */
    public void archive(String folder) throws IOException {
        HeaderScanRules rules = HeaderScanRules.of(settings, SequenceRules.packed());
        ArchiveStudies archive = ArchiveStudies.find(conf, folder, rules);
        if (settings.external().command().size() > 0) {
            lines.accept("the external program of the settings is not run here: images are shown as they came");
        }
        if (archive.studies().size() == 1) {
            ArchiveStudy study = archive.studies().get(0);
            StudyLook look = StudyLook.at(conf, study, settings);
            StudyText.whole(study, look).forEach(lines);
            besides(archive);
            PreparedStudy prepared = accepted(look);
            if (png.isPresent()) {
                write(StudySheet.of(prepared));
            }
        } else {
            besides(archive);
            table(archive.studies());
        }
    }

    private void besides(ArchiveStudies archive) {
        if (archive.noDicom() > 0) {
            lines.accept("besides, " + archive.noDicom()
                    + " files have names that tell nothing, as DICOM has, but are no DICOM"
                    + " images: ingest passes them over");
        }
        if (archive.brokenFiles() > 0) {
            lines.accept("besides, files that cannot be used: " + archive.brokenFiles());
        }
        if (archive.brokenContainers() > 0) {
            lines.accept("besides, containers that cannot be used: " + archive.brokenContainers());
        }
        archive.reasons().entrySet().stream()
                .limit(limit)
                .forEach(reason -> lines.accept("  " + reason.getValue() + ": " + reason.getKey()));
        if (archive.reasons().size() > limit) {
            lines.accept("  and " + (archive.reasons().size() - limit) + " other reasons");
        }
    }

    private void table(List<ArchiveStudy> studies) throws IOException {
        lines.accept(studies.size() + " studies" + (studies.size() > limit ? ", the first " + limit + ":" : ":"));
        lines.accept(StudyText.head());
        List<ContactSheet.Row> rows = new ArrayList<>();
        boolean brain = true;
        for (int n = 0; n < Math.min(limit, studies.size()); n++) {
            StudyLook look = StudyLook.at(conf, studies.get(n), settings);
            lines.accept(StudyText.row(n + 1, look));
            if (png.isPresent() && look.prepared().isPresent()) {
                rows.add(StudySheet.evaluation(look.prepared().get(), "study " + (n + 1)));
                brain &= !look.hasMask();
            }
        }
        if (png.isPresent()) {
            if (rows.isEmpty()) {
                throw new IOException("ingest would refuse all studies looked at, so there is no window to show");
            }
            write(new ContactSheet(StudySheet.title(settings), settings.sequences(), rows, StudySheet.notes(brain)));
        }
    }

    /**
     * Describes a local DICOM file or a folder of them: its series, and the verdicts on the first examination's sequences.
     *
     * @throws IOException when there is none, a file is broken, or a picture is wanted and no series gives one
     */
    public void dicom(Path place) throws IOException {
        Map<String, Volume> images =
                new DicomDescription(SequenceRules.packed(), settings).describe(place, limit, lines);
        StudyLook look = StudyLook.of(images, settings, "", List.of());
        look.quality().ifPresent(quality -> {
            lines.accept("  " + quality.skullVerdict());
            lines.accept("  " + quality.gridVerdict());
        });
        if (png.isPresent()) {
            write(StudySheet.of(accepted(look)));
        }
    }

    /** Whether a place is a DICOM file, or a folder that has one and no study of NIfTI files. */
    public boolean isDicom(Path place) throws IOException {
        if (Files.isRegularFile(place)) {
            return SeriesFiles.isDicom(place);
        }
        if (!Files.isDirectory(place)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(place)) {
            boolean found = false;
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (file.toString().matches(".*\\.nii(\\.gz)?")) {
                    return false;
                }
                found = found || SeriesFiles.isDicom(file);
            }
            return found;
        }
    }

    /** Draws the first studies of a shard folder, if a picture is wanted. */
    public void shards(String folder) throws IOException {
        if (png.isPresent()) {
            write(ShardSheet.of(conf, folder, limit));
        }
    }

    private static PreparedStudy accepted(StudyLook look) throws IOException {
        if (look.prepared().isEmpty()) {
            throw new IOException("ingest would refuse this study: " + look.refusal());
        }
        return look.prepared().get();
    }

    private void write(ContactSheet sheet) throws IOException {
        BufferedImage image = sheet.draw();
        Path target = png.orElseThrow();
        ImageIO.setUseCache(false);
        try (OutputStream out = Files.newOutputStream(target)) {
            if (!ImageIO.write(image, "png", out)) {
                throw new IOException("this JDK writes no PNG; use one with the module java.desktop");
            }
        }
        lines.accept("picture of " + image.getWidth() + " x " + image.getHeight() + " pixels written");
    }
}
