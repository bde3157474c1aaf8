package io.mmdino.archive;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The sequences that file names may name, by their last words ({@link SequenceWords}). BIDS writes {@code T1w}, BraTS 2023 {@code
 * t1n}, BraTS 2021 {@code t1ce}, UPENN-GBM {@code T1GD}; a sequence other than the usual four is recognised by its own name only.
 *
 * <p>Names: {@code sub-ID[_ses-S][_space-X]_t1.nii.gz}, plain BIDS ({@code _T1w}, {@code _ce-gad_T1w}, {@code _T2w},
 * {@code _FLAIR}), an id before the words ({@code ID_t1n}, {@code ID-t1n}), or the words alone in a folder of the study.
 */
public final class SequenceNames {

    /** Key of the tumour mask where images are keyed by sequence. */
    public static final String SEGMENTATION = "seg";

    private static final List<String> USUAL = List.of("t1", "t1c", "t2", "flair");

    private final Map<String, String> byName = new HashMap<>();

    /** @param sequences names as the settings give them, such as t1, t1c, t2, flair */
    public SequenceNames(List<String> sequences) {
        sequences.forEach(sequence -> byName.put(sequence.toLowerCase(Locale.ROOT), sequence));
    }

    /** The file as an image of a study; empty when its name has no suffix of one of the sequences or of a mask. */
    public Optional<FoundFile> image(ArchiveFile file) {
        return ImageName.parse(file.location(), this).map(name -> FoundFile.named(name, file));
    }

    /**
     * The settings' name of what a file name says.
     *
     * @param usual one of the usual four, {@link #SEGMENTATION}, or empty where the words say none of them
     * @param suffix words of the name, which may be a sequence of the user's own
     */
    Optional<String> named(String usual, String suffix) {
        Optional<String> own = own(suffix);
        return own.isPresent() || !usual.equals(SEGMENTATION)
                ? own.or(() -> Optional.ofNullable(byName.get(usual)))
                : Optional.of(SEGMENTATION);
    }

    /** The sequence of the user's own that a suffix names, in upper or lower case. */
    Optional<String> own(String suffix) {
        String name = suffix.toLowerCase(Locale.ROOT);
        return USUAL.contains(name) ? Optional.empty() : Optional.ofNullable(byName.get(name));
    }
}
