package io.mmdino.archive.container;

/**
 * One file of a container, as its headers describe it.
 *
 * @param name with its folders, '/' between them, relative and without {@code .} and {@code ..}; empty when it was no such name.
 *     Holds the patient's id, so it never goes to a log
 * @param bytes unpacked length as declared
 * @param modified ms since 1970; a zip's has no zone and is taken as UTC
 * @param offset where its description begins in the container, for {@link ContainerOpener}; -1 in a gzipped tar
 * @param refusal why it cannot be read, naming nothing; empty when it can
 */
public record ContainerEntry(String name, long bytes, long modified, long offset, String refusal) {

    /** Whether the entry can be opened. */
    public boolean usable() {
        return refusal.isEmpty();
    }
}
