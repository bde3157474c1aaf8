package io.mmdino.cli;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local disk as {@code leaky:/}, on which some files and folders cannot be opened; its exceptions name their paths. */
public final class LeakyFileSystem extends RawLocalFileSystem {

    static final String UNREADABLE = "unreadable";
    static final String EXPLODING = "exploding";
    static final String INVALID = "invalid";
    static final String CLOSED = "closed";

    @Override
    public String getScheme() {
        return "leaky";
    }

    @Override
    public URI getUri() {
        return URI.create("leaky:///");
    }

    @Override
    public FSDataInputStream open(Path file, int buffer) throws IOException {
        String name = file.getName();
        if (name.contains(UNREADABLE)) {
            throw new IOException("Could not obtain block of " + file);
        }
        if (name.contains(EXPLODING)) {
            throw new IllegalStateException("connection pool shut down while reading " + name);
        }
        if (name.contains(INVALID)) {
            URI.create("not valid: " + file); // Java's own IllegalArgumentException, with all of the text
        }
        return super.open(file, buffer);
    }

    @Override
    public FileStatus[] listStatus(Path folder) throws IOException {
        if (folder.getName().contains(CLOSED)) {
            throw new IOException("Cannot list " + folder);
        }
        return super.listStatus(folder);
    }
}
