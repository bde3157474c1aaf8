package io.mmdino.archive.container;

/** Holds the entries of one container against the limits as they come: each by itself, and all together. */
final class LimitCheck {

    private final ContainerLimits limits;
    private final long stored;
    private final SeenNames seen = new SeenNames();
    private int entries;
    private long total;

    /** @param stored length of the container */
    LimitCheck(ContainerLimits limits, long stored) {
        this.limits = limits;
        this.stored = stored;
    }

    ContainerLimits limits() {
        return limits;
    }

    /** Counts a header of whatever kind. */
    void entry() throws ContainerException {
        if (++entries > limits.maxEntries()) {
            throw new ContainerException(
                    "it holds more than " + limits.maxEntries() + " entries; split it, or raise the limit");
        }
    }

    /**
     * Judges a file.
     *
     * @param packed bytes it takes in the container
     * @param fault what is wrong with it by its own format; empty when nothing is
     */
    ContainerEntry file(String rawName, long bytes, long packed, long modified, long offset, String fault)
            throws ContainerException {
        EntryName name = EntryName.of(rawName, limits.maxNameLength());
        String refusal = name.refusal().isEmpty() ? fault : name.refusal();
        if (refusal.isEmpty()) {
            refusal = size(bytes, packed);
        }
        if (refusal.isEmpty() && ContainerKind.of(name.name()).isPresent()) {
            refusal = "it is a container in a container; unpack the outer one";
        }
        if (!name.name().isEmpty() && !seen.add(name.name()) && refusal.isEmpty()) {
            refusal = "another entry before it has the same name";
        }
        if (refusal.isEmpty()) {
            add(bytes);
        }
        return new ContainerEntry(name.name(), bytes, modified, offset, refusal);
    }

    private String size(long bytes, long packed) {
        if (bytes > limits.maxEntryBytes()) {
            return "it unpacks to " + bytes + " bytes, the limit is " + limits.maxEntryBytes();
        }
        return limits.allowsRatio(bytes, packed)
                ? ""
                : "it unpacks to more than " + limits.maxRatio() + " times its stored length";
    }

    private void add(long bytes) throws ContainerException {
        total += bytes; // at most maxEntryBytes each, and checked below: cannot overflow before it is refused
        if (total < 0 || total > limits.maxTotalBytes()) {
            throw new ContainerException("its entries unpack to more than " + limits.maxTotalBytes()
                    + " bytes; split it, or raise the limit");
        }
        if (!limits.allowsRatio(total, stored)) {
            throw new ContainerException(
                    "its entries unpack to more than " + limits.maxRatio() + " times its length: not opened");
        }
    }
}
