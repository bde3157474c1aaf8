package io.mmdino.disk;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Local folders that only this user can enter. They are made with mode 700 in one call; one that is there already is used only
 * when it is a real folder of this user without rights for anybody else. On disks without POSIX permissions nothing is checked.
 */
public final class OwnFolder {

    private static final int FILE_TYPE = 0170000;
    private static final int FOLDER = 0040000;
    private static final int OTHERS = 0077;
    private static final int WRITING = 0022;

    private OwnFolder() {}

    /**
     * Makes a folder with mode 700, or leaves one that is there as it is. Folders above it are made too, also with mode 700.
     *
     * @throws IOException when the name is taken by something else than a folder
     */
    public static Path make(Path folder) throws IOException {
        return Files.createDirectories(folder, ownerOnly());
    }

    /**
     * A folder of this user alone, of a name that another user may have taken: {@code parent/name}, or where that cannot be
     * trusted {@code parent/name-RANDOM}, which later calls find again.
     *
     * @param parent made when it is missing
     */
    static Path in(Path parent, String name) throws IOException {
        Files.createDirectories(parent);
        Path wanted = parent.resolve(name);
        try {
            return Files.createDirectory(wanted, ownerOnly());
        } catch (FileAlreadyExistsException e) {
            if (isOwn(wanted)) {
                return wanted;
            }
        }
        Optional<Path> earlier = earlier(parent, name + "-");
        return earlier.isPresent() ? earlier.get() : Files.createTempDirectory(parent, name + "-", ownerOnly());
    }

    private static Optional<Path> earlier(Path parent, String prefix) throws IOException {
        List<Path> candidates;
        try (Stream<Path> entries = Files.list(parent)) {
            candidates = entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
        for (Path candidate : candidates) {
            if (isOwn(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Whether it is a folder, not a link to one, that belongs to this user and gives nobody else any right. */
    static boolean isOwn(Path folder) throws IOException {
        return isOwn(folder, OTHERS);
    }

    private static boolean isOwn(Path folder, int forbidden) throws IOException {
        if (!isPosix(folder)) {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
        }
        Map<String, Object> attributes = Files.readAttributes(folder, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) attributes.get("mode");
        return (mode & FILE_TYPE) == FOLDER && (mode & forbidden) == 0 && isThisUser((Integer) attributes.get("uid"));
    }

    /**
     * Whether it is a folder, not a link to one, whose content only this user can have made: it is this user's and nobody else may
     * write into it. Others may be able to read it.
     */
    public static boolean isWrittenByOwnerOnly(Path folder) throws IOException {
        return isOwn(folder, WRITING);
    }

    static boolean isThisUser(int uid) {
        return Integer.toUnsignedLong(uid) == new UnixSystem().getUid();
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static FileAttribute<?>[] ownerOnly() {
        return ownerOnly("rwx------");
    }

    /** What gives a new file or folder these rights in the call that makes it; nothing on disks without POSIX permissions. */
    static FileAttribute<?>[] ownerOnly(String rights) {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString(rights);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)};
    }
}
