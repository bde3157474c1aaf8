package io.mmdino.archive;

import io.mmdino.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Lists all files below a folder of any Hadoop file system. Opens no file.
 *
 * <p>A local disk is walked with java.nio, which streams folders of any length and recognises links and pipes. An object store
 * has no folders: one listing by prefix costs a request per thousand files, a walk at least one per study.
 */
public record FolderListing(Configuration conf, String folder) implements ArchiveListing {

    /** A path with a folder whose name begins with a dot; the group ends with the first such folder. */
    private static final Pattern HIDDEN = Pattern.compile("(.*?(?<![^/])\\.[^/]+)/.*", Pattern.DOTALL);

    private static final Set<String> OBJECT_STORES = Set.of("s3a", "s3", "s3n", "gs", "oss", "cosn", "obs");

    @Override
    public void visit(Visitor visitor) throws IOException {
        Path given = new Path(folder);
        FileSystem files = Storage.of(conf, given);
        Path root = files.makeQualified(given);
        FileStatus top = top(files, root);
        String scheme = root.toUri().getScheme();
        if (top.isFile()) {
            visitor.file(file(top));
        } else if ("file".equals(scheme)) {
            new LocalWalk(root, visitor).run();
        } else if (OBJECT_STORES.contains(scheme)) {
            byPrefix(files, root, visitor);
        } else {
            new TreeWalk(files, visitor).run(root);
        }
    }

    /** The full path of a folder, with which the locations of its files begin. */
    public static String root(Configuration conf, String folder) throws IOException {
        Path given = new Path(folder);
        return Storage.of(conf, given).makeQualified(given).toString();
    }

    private FileStatus top(FileSystem files, Path root) throws IOException {
        try {
            return files.getFileStatus(root);
        } catch (FileNotFoundException e) {
            throw new ArchiveException("the input folder " + folder + " is not there; check the path", e);
        }
    }

    private static void byPrefix(FileSystem files, Path root, Visitor visitor) throws IOException {
        int prefix = root.toString().length();
        String hidden = "";
        RemoteIterator<LocatedFileStatus> listing = files.listFiles(root, true);
        while (listing.hasNext()) {
            LocatedFileStatus file = listing.next();
            Matcher inside = HIDDEN.matcher(file.getPath().toString().substring(prefix));
            if (!inside.matches()) {
                visitor.file(file(file));
            } else if (!inside.group(1).equals(hidden)) { // files of one folder come together
                hidden = inside.group(1);
                visitor.leftOut(LeftOut.HIDDEN_FOLDER);
            }
        }
    }

    static ArchiveFile file(FileStatus status) {
        return new ArchiveFile(status.getPath().toString(), status.getLen(), status.getModificationTime());
    }
}
