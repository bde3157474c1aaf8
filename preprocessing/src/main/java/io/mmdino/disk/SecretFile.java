package io.mmdino.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A local file that holds a secret. Where it is a link, the rights of its target count. On disks without POSIX permissions nothing
 * is checked.
 */
public final class SecretFile {

    /** Longest content in bytes. */
    public static final int LONGEST = 1 << 16;

    private static final int ROOT = 0;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private SecretFile() {}

    /**
     * Why others may know or change the secret, and what to do; empty when only this user can. A file of root that one group may
     * read is also fine, because Kubernetes and administrators give secrets to a program's user so.
     *
     * @throws IOException when the file is missing or its rights cannot be read
     */
    public static Optional<String> exposure(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        Map<String, Object> attributes = Files.readAttributes(file, "unix:permissions,uid");
        @SuppressWarnings("unchecked") // the view's own type
        Set<PosixFilePermission> rights = (Set<PosixFilePermission>) attributes.get("permissions");
        int owner = (Integer) attributes.get("uid");
        boolean mine = OwnFolder.isThisUser(owner);
        if (!mine && owner != ROOT) {
            return Optional.of("belongs to another user; copy it to a file of your own and run: chmod 600 " + file);
        }
        if (rights.stream().anyMatch(right -> isTooMuch(right, mine))) {
            return Optional.of("can be read or changed by others (" + PosixFilePermissions.toString(rights)
                    + "); run: chmod 600 " + file + ", and make a new secret if somebody may have read this one");
        }
        return Optional.empty();
    }

    private static boolean isTooMuch(PosixFilePermission right, boolean mine) {
        return switch (right) {
            case GROUP_WRITE, GROUP_EXECUTE -> true;
            case GROUP_READ -> mine;
            default -> OTHERS.contains(right);
        };
    }

    /**
     * Reads the whole file.
     *
     * @throws IOException when it cannot be read or is longer than {@link #LONGEST}
     */
    public static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LONGEST + 1);
            if (content.length > LONGEST) {
                throw new IOException("longer than " + LONGEST + " bytes");
            }
            return content;
        }
    }
}
