package io.mmdino.inspect;

import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.SequenceNames;
import io.mmdino.study.IngestSettings;
import io.mmdino.study.PreparedStudy;
import io.mmdino.study.StudyImages;
import io.mmdino.study.StudyPreparer;
import io.mmdino.study.StudyQuality;
import io.mmdino.study.StudyReader;
import io.mmdino.volume.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A study, read and prepared as ingest would do it, except that the external program is not run.
 *
 * @param images as read, in canonical orientation, by sequence
 * @param quality empty when no sequence could be read
 * @param prepared empty when ingest would refuse the study
 * @param refusal why ingest would refuse the study; empty when it would not
 * @param notes on images that cannot be read
 */
record StudyLook(
        Map<String, Volume> images,
        Optional<StudyQuality> quality,
        Optional<PreparedStudy> prepared,
        String refusal,
        List<String> notes) {

    static StudyLook at(Configuration conf, ArchiveStudy study, IngestSettings settings) {
        StudyImages images = new StudyReader(conf, settings.limits()).read(study.series());
        String faults =
                study.refusal().isEmpty() ? images.faults(settings.images().unreadable()) : study.refusal();
        return of(images.volumes(), settings, faults, images.notes());
    }

    /**
     * Prepares images that were read.
     *
     * @param faults of the study or of files that could not be read; empty when there are none
     * @param notes on images that cannot be read
     */
    static StudyLook of(Map<String, Volume> images, IngestSettings settings, String faults, List<String> notes) {
        Map<String, Volume> sequences = new LinkedHashMap<>();
        settings.sequences().stream()
                .filter(images::containsKey)
                .forEach(name -> sequences.put(name, images.get(name)));
        Optional<StudyQuality> quality =
                sequences.isEmpty() ? Optional.empty() : Optional.of(StudyQuality.of(sequences, images));
        if (!faults.isEmpty()) {
            return new StudyLook(images, quality, Optional.empty(), faults, notes);
        }
        try {
            return new StudyLook(images, quality, Optional.of(new StudyPreparer(settings).prepare(images)), "", notes);
        } catch (IllegalArgumentException e) {
            return new StudyLook(images, quality, Optional.empty(), e.getMessage(), notes);
        }
    }

    boolean hasMask() {
        return images.containsKey(SequenceNames.SEGMENTATION);
    }
}
