package io.mmdino.claim;

import io.mmdino.disk.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A claim on a local disk: the operating system's exclusive lock of a file, which it releases when the process ends. The file is
 * removed with the claim. Whoever has opened a file just before its removal holds the lock of nothing, which shows in its file key.
 */
final class LocalClaim implements Claim {

    private static final int TRIES = 100;
    private static final int LONGEST_OWNER = 4096;

    private final Path file;
    private final FileChannel channel;
    private final Deque<Path> made;

    private LocalClaim(Path file, FileChannel channel, Deque<Path> made) {
        this.file = file;
        this.channel = channel;
        this.made = made;
    }

    static LocalClaim take(Path file, String place, Owner owner) throws IOException {
        for (int tried = 0; tried < TRIES; tried++) {
            Deque<Path> made = folders(file.getParent());
            Optional<LocalClaim> claim = tryTake(file, made, place);
            if (claim.isPresent()) {
                claim.get().write(owner);
                return claim.get();
            }
        }
        throw new IOException("the lock in " + place + " changes hands all the time; try again");
    }

    /** Makes the folders that are missing; returns them, the innermost first. */
    private static Deque<Path> folders(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = folder; at != null && !Files.exists(at); at = at.getParent()) {
            missing.addLast(at);
        }
        Files.createDirectories(folder);
        return missing;
    }

    /** @return empty when the file was removed or made by others between the calls */
    private static Optional<LocalClaim> tryTake(Path file, Deque<Path> made, String place) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        Optional<Object> before = key(file);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            if (!lock(channel)) {
                throw holder(channel).isAt(place);
            }
            if (before.isPresent() && before.equals(key(file))) {
                return Optional.of(new LocalClaim(file, channel, made));
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            return; // made by another claimant, or its folder removed by one, meanwhile
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        }
    }

    private static Optional<Object> key(Path file) throws IOException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return Optional.of(key == null ? file : key); // no keys: the file is not removed either
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void write(Owner owner) throws IOException {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(Json.write(owner).getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The owner as the file says; one without a name where it does not say yet, or was written by an earlier version. */
    private static Owner holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_OWNER);
        channel.read(text, 0);
        try {
            return Json.read(new String(text.array(), 0, text.position(), StandardCharsets.UTF_8), Owner.class);
        } catch (IllegalStateException e) {
            return new Owner("", "command", 0, "this machine");
        }
    }

    /** Always holds: the operating system takes no lock away. */
    @Override
    public void requireHeld() {
        // Nothing to look up.
    }

    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        if (Files.exists(file) && !key(file).equals(Optional.of(file))) {
            Files.deleteIfExists(file);
        }
        channel.close();
        for (Path folder : made) { // what is still empty is left as it was found: not there
            if (!deleteIfEmpty(folder)) {
                return;
            }
        }
    }

    private static boolean deleteIfEmpty(Path folder) {
        try {
            return Files.deleteIfExists(folder);
        } catch (IOException e) {
            return false;
        }
    }
}
