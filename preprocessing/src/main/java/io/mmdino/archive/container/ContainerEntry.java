package io.mmdino.archive.container;

/**
 * One file of a container, as its headers describe it.
 *
 * @param name relative path with '/' between folders, without {@code .} and {@code ..}; empty when the stored name is refused.
 *     It may hold the patient's id and must not be logged
 * @param bytes declared length when unpacked
 * @param modified modification time in ms since 1970; a zip's has no zone and is taken as UTC
 * @param offset offset of its header or record in the container, for {@link Containers#open}; -1 in a compressed tar
 * @param refusal why it cannot be read, without any name; empty when it can be read
 */
public record ContainerEntry(String name, long bytes, long modified, long offset, String refusal) {

    /** Whether the entry can be opened. */
    public boolean usable() {
        return refusal.isEmpty();
    }
}
