package io.mmdino.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;

/**
 * Walks the folders of a file system such as HDFS page by page. Holds the names of folders still to be walked, not of files.
 */
record TreeWalk(FileSystem files, ArchiveListing.Visitor visitor) {

    void run(Path root) throws IOException {
        Deque<Path> waiting = new ArrayDeque<>();
        waiting.push(root);
        while (!waiting.isEmpty()) {
            Path folder = waiting.pop();
            try {
                list(folder, waiting);
            } catch (AccessControlException e) {
                if (folder.equals(root)) {
                    throw e;
                }
                visitor.leftOut(ArchiveListing.LeftOut.UNREADABLE_FOLDER);
            } catch (FileNotFoundException e) {
                if (folder.equals(root)) {
                    throw e; // another folder that is gone since its parent was listed holds nothing any more
                }
            }
        }
    }

    private void list(Path folder, Deque<Path> waiting) throws IOException {
        RemoteIterator<FileStatus> entries = files.listStatusIterator(folder);
        while (entries.hasNext()) {
            FileStatus entry = entries.next();
            if (!entry.isDirectory()) {
                visitor.file(FolderListing.file(entry));
            } else if (entry.getPath().getName().startsWith(".")) {
                visitor.leftOut(ArchiveListing.LeftOut.HIDDEN_FOLDER);
            } else {
                waiting.push(entry.getPath());
            }
        }
    }
}
