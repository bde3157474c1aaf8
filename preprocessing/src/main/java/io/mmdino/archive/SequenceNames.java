package io.mmdino.archive;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The sequences that file names may name, by their suffixes. BIDS writes {@code T1w}, BraTS 2023 {@code t1n}, BraTS 2021
 * {@code t1ce}, others {@code T1GD}; a sequence other than the usual four is recognised by its own name only.
 *
 * <p>Names: {@code sub-ID[_ses-S][_space-X]_t1.nii.gz}, plain BIDS ({@code _T1w}, {@code _ce-gad_T1w}, {@code _T2w},
 * {@code _FLAIR}) and BraTS ({@code ID_t1n} or {@code ID-t1n}, t1c, t2w, t2f, seg).
 */
public final class SequenceNames {

    /** Key of the tumour mask where images are keyed by sequence. */
    public static final String SEGMENTATION = "seg";

    private static final Map<String, List<String>> USUAL = Map.of(
            "t1", List.of("t1n", "t1w"),
            "t1c", List.of("t1ce", "t1gd"),
            "t2", List.of("t2w"),
            "flair", List.of("t2f"));

    private final Map<String, String> bySuffix = new HashMap<>();

    /** @param sequences names as the settings give them, such as t1, t1c, t2, flair */
    public SequenceNames(List<String> sequences) {
        sequences.forEach(sequence -> bySuffix.put(sequence.toLowerCase(Locale.ROOT), sequence));
        for (String sequence : sequences) {
            for (String other : USUAL.getOrDefault(sequence.toLowerCase(Locale.ROOT), List.of())) {
                bySuffix.putIfAbsent(other, sequence);
            }
        }
    }

    /** The file as an image of a study; empty when its name has no suffix of one of the sequences or of a mask. */
    public Optional<FoundFile> image(ArchiveFile file) {
        return ImageName.parse(file.location(), this).map(name -> FoundFile.named(name, file));
    }

    /** The sequence of a file name's suffix, in upper or lower case. */
    Optional<String> ofSuffix(String suffix) {
        return Optional.ofNullable(bySuffix.get(suffix.toLowerCase(Locale.ROOT)));
    }
}
