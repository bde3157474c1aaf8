package io.mmdino.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;

/** The local disk under another scheme, where folders called closed may not be listed and those called gone just went. */
public final class MoodyFileSystem extends RawLocalFileSystem {

    @Override
    public URI getUri() {
        return URI.create("moody:///");
    }

    @Override
    public String getScheme() {
        return "moody";
    }

    @Override
    public FileStatus[] listStatus(Path folder) throws IOException {
        return switch (folder.getName()) {
            case "closed" -> throw new AccessControlException("Permission denied: " + folder);
            case "gone" -> throw new FileNotFoundException(folder.toString());
            default -> super.listStatus(folder);
        };
    }
}
