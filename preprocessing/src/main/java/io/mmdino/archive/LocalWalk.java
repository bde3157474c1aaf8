package io.mmdino.archive;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Walks folders of a local disk.
 *
 * <p>Links to files are followed. A link to a folder is followed when that folder neither lies in a folder that is walked nor
 * contains one: so links cannot form a cycle, and no file is listed twice.
 */
final class LocalWalk {

    private final org.apache.hadoop.fs.Path root;
    private final ArchiveListing.Visitor visitor;
    private final List<Path> walked = new ArrayList<>();
    private final Deque<Folder> waiting = new ArrayDeque<>();

    /** @param name the same folder as a Hadoop path, which its files are reported under */
    private record Folder(Path path, org.apache.hadoop.fs.Path name) {}

    LocalWalk(org.apache.hadoop.fs.Path root, ArchiveListing.Visitor visitor) {
        this.root = root;
        this.visitor = visitor;
    }

    void run() throws IOException {
        try {
            walk();
        } catch (VisitorException e) {
            throw e.cause;
        }
    }

    private void walk() throws IOException {
        Path start = Path.of(root.toUri().getPath());
        walked.add(start.toRealPath());
        list(new Folder(start, root));
        while (!waiting.isEmpty()) {
            Folder folder = waiting.pop();
            try {
                list(folder);
            } catch (NoSuchFileException e) {
                continue; // gone since its parent was listed: it holds nothing any more
            } catch (IOException e) {
                visitor.leftOut(ArchiveListing.LeftOut.UNREADABLE_FOLDER);
            }
        }
    }

    private void list(Folder folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.path)) {
            for (Path entry : entries) {
                // a path of one element: Hadoop would take a colon in a bare name for the end of a scheme
                var last = new org.apache.hadoop.fs.Path(
                        null, null, entry.getFileName().toString());
                entry(new Folder(entry, new org.apache.hadoop.fs.Path(folder.name, last)));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void entry(Folder entry) throws IOException {
        if (entry.path.getFileName().toString().indexOf('\uFFFD') >= 0) {
            visitor.leftOut(ArchiveListing.LeftOut.UNREADABLE_NAME);
            return;
        }
        BasicFileAttributes own;
        try {
            own = Files.readAttributes(entry.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        BasicFileAttributes target = own.isSymbolicLink() ? target(entry, own) : own;
        if (target.isDirectory()) {
            folder(entry, own.isSymbolicLink());
        } else if (target.isRegularFile() || target.isSymbolicLink()) {
            visit(new ArchiveFile(
                    entry.name.toString(),
                    target.size(),
                    target.lastModifiedTime().toMillis()));
        } else {
            visitor.leftOut(ArchiveListing.LeftOut.NO_PLAIN_FILE);
        }
    }

    private void visit(ArchiveFile file) {
        try {
            visitor.file(file);
        } catch (IOException e) {
            throw new VisitorException(e);
        }
    }

    /** Carries an exception of the visitor, such as a full disk, past the handling of unreadable folders. */
    private static final class VisitorException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final IOException cause;

        VisitorException(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /** Attributes of a link's target; those of the link when it has none, so that reading the file later gives the reason. */
    private static BasicFileAttributes target(Folder link, BasicFileAttributes own) {
        try {
            return Files.readAttributes(link.path, BasicFileAttributes.class);
        } catch (IOException e) {
            return own;
        }
    }

    private void folder(Folder folder, boolean linked) throws IOException {
        if (folder.path.getFileName().toString().startsWith(".")) {
            visitor.leftOut(ArchiveListing.LeftOut.HIDDEN_FOLDER);
        } else if (!linked || isOutside(folder.path)) {
            waiting.push(folder);
        } else {
            visitor.leftOut(ArchiveListing.LeftOut.LINKED_AGAIN);
        }
    }

    private boolean isOutside(Path link) throws IOException {
        Path target;
        try {
            target = link.toRealPath();
        } catch (AccessDeniedException | NoSuchFileException e) {
            return true; // listing it reports the fault
        }
        boolean outside = walked.stream().noneMatch(there -> target.startsWith(there) || there.startsWith(target));
        if (outside) {
            walked.add(target);
        }
        return outside;
    }
}
