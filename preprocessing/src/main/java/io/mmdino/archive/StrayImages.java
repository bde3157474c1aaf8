package io.mmdino.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Images whose names do not say what they show. Those beside a study's images belong to that study, which does not use them; of
 * the others each folder has one row in the manifest. A listing names the files of a folder together, so one folder is held at a
 * time.
 */
public final class StrayImages {

    static final String NAMELESS =
            "images whose names say no study and sequence that is known: name them such as ID_t1.nii.gz, or as"
                    + " BIDS does";
    static final String UNUSED = "its name says none of the wanted sequences";

    private static final int MOST_IDS = 1000;
    private static final int MOST_WAITING = 10_000;

    private final Receiver receiver;
    private final Set<Seen> seen = new LinkedHashSet<>();
    private final List<Stray> waiting = new ArrayList<>();
    private String folder = "";

    /** Receives the strays of a folder once the folder has been listed. */
    @FunctionalInterface
    public interface Receiver {
        void add(FoundFile file) throws IOException;
    }

    private record Seen(String id, String subject) {}

    private record Stray(ArchiveFile file, String reason) {}

    public StrayImages(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Remembers an image of a study. */
    public void known(FoundFile image) throws IOException {
        enter(image.file());
        if (image.kind() == FoundFile.Kind.NAMED && seen.size() < MOST_IDS) {
            seen.add(new Seen(image.id(), image.subject()));
        }
    }

    /** Adds a NIfTI file whose name is not understood. */
    public void nameless(ArchiveFile file) throws IOException {
        unread(file, NAMELESS);
    }

    /** Adds an image that cannot be read, and why. */
    public void unread(ArchiveFile file, String reason) throws IOException {
        enter(file);
        waiting.add(new Stray(file, reason));
        if (waiting.size() >= MOST_WAITING) {
            flush();
        }
    }

    /** An image of which only its folder is known, and why it is not read. */
    public static FoundFile alone(ArchiveFile file, String reason) {
        return FoundFile.stray(file, "images " + reason + ' ' + file.folder(), reason);
    }

    private void enter(ArchiveFile file) throws IOException {
        String place = file.folder();
        if (!place.equals(folder)) {
            flush();
            seen.clear();
            folder = place;
        }
    }

    /** Passes on what waits; to be called after the last file. */
    public void flush() throws IOException {
        for (Stray stray : waiting) {
            receiver.add(found(stray));
        }
        waiting.clear();
    }

    private FoundFile found(Stray stray) {
        String name = PatientScheme.normal(stray.file.name());
        Seen owner = null;
        for (Seen study : seen) {
            boolean longer = owner == null || study.id().length() > owner.id().length();
            if (longer && (seen.size() == 1 || name.startsWith(study.id()))) {
                owner = study;
            }
        }
        return owner == null
                ? alone(stray.file, stray.reason)
                : FoundFile.unused(
                        stray.file, owner.id(), owner.subject(), stray.reason.equals(NAMELESS) ? UNUSED : stray.reason);
    }
}
