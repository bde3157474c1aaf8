package io.mmdino.archive;

/** What a listing does not enter. */
public enum LeftOut {
    UNREADABLE_FOLDER(
            "folders could not be listed, and nothing is known of what they hold; check permissions and storage"),
    LINKED_AGAIN("links lead to folders that are walked anyway, or above them, and were not followed"),
    HIDDEN_FOLDER("folders whose names begin with a dot were not entered"),
    NO_PLAIN_FILE("entries are neither files nor folders (pipes, sockets, devices) and were not opened");

    private final String sentence;

    LeftOut(String sentence) {
        this.sentence = sentence;
    }

    /** A note for the user, without any name. */
    public String note(long count) {
        return count + " " + sentence + ".";
    }
}
