package io.mmdino.archive;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What file names alone say. */
public final class FileNames {

    private final SequenceNames names;

    /** @param sequences names as the settings give them, such as t1, t1c, t2, flair */
    public FileNames(List<String> sequences) {
        names = new SequenceNames(sequences);
    }

    /** The file as an image of a study; empty when its name tells no wanted sequence. */
    public Optional<FoundFile> found(ArchiveFile file) {
        return ImageName.parse(file.location(), names).map(name -> FoundFile.named(name, file));
    }

    /** Whether the name says NIfTI, of whatever sequence. */
    public static boolean isNifti(ArchiveFile file) {
        String name = file.name().toLowerCase(Locale.ROOT);
        return name.endsWith(".nii") || name.endsWith(".nii.gz");
    }
}
