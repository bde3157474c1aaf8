package io.mmdino.gate;

import io.mmdino.disk.ExclusiveFile;
import io.mmdino.disk.SealedJson;
import io.mmdino.disk.Sha256;
import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import io.mmdino.shard.Split;
import io.mmdino.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Studies that models are judged on and never trained on: ids as keyed hashes, patients, and the hashes of the images, frozen in a
 * file that is written once.
 *
 * <p>Which patients are in it follows from the split of {@code ingest}, a keyed hash of the patient or a table, so a patient's
 * later studies fall into the same split. Where they do not (another key, other shares, another table), {@link Exclusion#excludes} keeps
 * the patient out of training all the same, and the images too if they come under another id.
 *
 * @param format {@link #FORMAT}
 * @param name of the set
 * @param split the split that it was frozen from
 * @param keyCheck equal for sets and shard folders whose hashed ids come from one key
 * @param studies sorted by study
 */
public record FrozenSet(String format, String name, Split split, String keyCheck, List<Study> studies) {

    /** Kind and version of the file. */
    public static final String FORMAT = "mm-dinov2 frozen set 1";

    private static final int LARGEST_FILE = 256 << 20;
    private static final int LONGEST_NAME = 100;

    /**
     * One study.
     *
     * @param study keyed hash of the study id
     * @param subject keyed hash of the patient's id
     * @param label class index
     * @param contentHash SHA-256 over the hashes of its series
     */
    public record Study(String study, String subject, int label, String contentHash) {}

    /**
     * What became of a frozen set in a later manifest.
     *
     * @param missing number of studies that are not there, or refused
     * @param changed number of studies whose images are others now
     * @param relabelled number of studies with another label, or none
     * @param moved number of the set's patients with a study in another split
     */
    public record Changes(int missing, int changed, int relabelled, int moved) {

        public boolean isEmpty() {
            return missing + changed + relabelled + moved == 0;
        }
    }

    public FrozenSet {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("its format is '" + format + "', wanted '" + FORMAT + "'");
        }
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "its name has " + name.length() + " characters, wanted 1 to " + LONGEST_NAME);
        }
        if (split == Split.TRAIN) {
            throw new IllegalArgumentException("a frozen set of the split TRAIN, wanted VALIDATION or TEST");
        }
        studies = studies.stream().sorted(Comparator.comparing(Study::study)).toList();
        if (studies.isEmpty()) {
            throw new IllegalArgumentException(
                    "it holds no labelled studies of the split " + split + ", wanted 1 or more");
        }
        if (studies.stream().map(Study::study).distinct().count() != studies.size()) {
            throw new IllegalArgumentException("a study is in it twice, wanted once");
        }
    }

    /**
     * Freezes the accepted, labelled studies of a split.
     *
     * @param keyCheck of the shard folder
     */
    public static FrozenSet of(String name, Split split, String keyCheck, Collection<ManifestEntry> manifest) {
        List<Study> studies = manifest.stream()
                .filter(entry -> entry.status() == Status.ACCEPTED
                        && entry.facts().split() == split
                        && entry.facts().label().isPresent())
                .map(entry -> new Study(
                        entry.facts().study(),
                        entry.facts().subject(),
                        entry.facts().label().getAsInt(),
                        entry.contentHash()))
                .toList();
        return new FrozenSet(FORMAT, name, split, keyCheck, studies);
    }

    /** SHA-256 of the set, 64 hex digits, by which verdicts name it. */
    public String hash() {
        return Sha256.hex(SealedJson.bytes(this));
    }

    /**
     * The studies of the set as they are judged, with site and sequences of a manifest and the labels of the set. Studies that the
     * manifest lacks or refuses are left out; {@link #changes} counts them.
     *
     * @param sequences names in the order of the settings
     */
    public List<JudgedStudy> judged(Collection<ManifestEntry> manifest, List<String> sequences) {
        Map<String, ManifestEntry> now = accepted(manifest);
        return studies.stream()
                .filter(study -> now.containsKey(study.study()))
                .map(study -> {
                    ManifestEntry entry = now.get(study.study());
                    Set<String> has = entry.series().stream()
                            .filter(series -> series.status() == Status.ACCEPTED)
                            .map(ManifestEntry.Series::sequence)
                            .collect(Collectors.toSet());
                    return new JudgedStudy(
                            study.study(),
                            study.subject(),
                            entry.facts().site(),
                            sequences.stream().filter(has::contains).toList(),
                            study.label());
                })
                .toList();
    }

    private static Map<String, ManifestEntry> accepted(Collection<ManifestEntry> manifest) {
        return manifest.stream()
                .filter(entry -> entry.status() == Status.ACCEPTED)
                .collect(Collectors.toMap(entry -> entry.facts().study(), entry -> entry));
    }

    /** Patients and images of the set, to ask quickly; make it once for many studies. */
    public Exclusion exclusion() {
        return new Exclusion(
                studies.stream().map(Study::subject).collect(Collectors.toSet()),
                studies.stream()
                        .map(Study::contentHash)
                        .filter(hash -> !hash.isEmpty())
                        .collect(Collectors.toSet()));
    }

    /** What training must leave out. */
    public record Exclusion(Set<String> subjects, Set<String> contents) {

        /** Whether a study is one of a frozen patient, or has the images of a frozen study. */
        public boolean excludes(ManifestEntry entry) {
            return subjects.contains(entry.facts().subject()) || contents.contains(entry.contentHash());
        }
    }

    /**
     * Compares the set with a later manifest.
     *
     * @param keyCheckNow of the shard folder
     * @throws IllegalArgumentException when the ids come from another key, so that nothing can be compared
     */
    public Changes changes(String keyCheckNow, Collection<ManifestEntry> manifest) {
        requireKey(keyCheckNow);
        Map<String, ManifestEntry> byStudy = accepted(manifest);
        int missing = 0;
        int changed = 0;
        int relabelled = 0;
        for (Study study : studies) {
            ManifestEntry now = byStudy.get(study.study());
            if (now == null) {
                missing++;
            } else {
                changed += now.contentHash().equals(study.contentHash()) ? 0 : 1;
                relabelled += now.facts().label().orElse(-1) == study.label() ? 0 : 1;
            }
        }
        Set<String> subjects = exclusion().subjects();
        Set<String> moved = new HashSet<>();
        for (ManifestEntry entry : byStudy.values()) {
            if (entry.facts().split() != split
                    && subjects.contains(entry.facts().subject())) {
                moved.add(entry.facts().subject());
            }
        }
        return new Changes(missing, changed, relabelled, moved.size());
    }

    /** @throws IllegalArgumentException when hashed ids come from another key than the set's */
    public void requireKey(String keyCheckNow) {
        if (!keyCheck.equals(keyCheckNow)) {
            throw new IllegalArgumentException("the frozen set '" + name + "' has ids of another key than the shards;"
                    + " give ingest the key that it was frozen with (--id-key)");
        }
    }

    /**
     * Writes the set to a new file.
     *
     * @throws IOException when there is a file already: a frozen set is never replaced
     */
    public void write(Configuration conf, Path file) throws IOException {
        if (!ExclusiveFile.create(conf, file, SealedJson.bytes(this))) {
            throw new IOException("the frozen set " + file.getName() + " is already there; name a new file");
        }
    }

    /** @throws IOException when the file is missing, damaged, longer than 256 MiB or no frozen set */
    public static FrozenSet read(Configuration conf, Path file) throws IOException {
        try {
            byte[] bytes = Storage.bytes(conf, file, LARGEST_FILE);
            return SealedJson.read(bytes, FrozenSet.class, "the frozen set " + file.getName());
        } catch (FileNotFoundException e) {
            throw new IOException("there is no frozen set " + file.getName(), e);
        }
    }
}
