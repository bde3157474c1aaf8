package io.mmdino.registry;

import io.mmdino.disk.AtomicFile;
import io.mmdino.registry.ModelVersion.Content;
import io.mmdino.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files of a version. A file is verified by the SHA-256 of its manifest before its path is given out. */
public final class VersionFiles {

    private final Configuration conf;
    private final ModelVersion version;
    private final Path folder;

    public VersionFiles(Configuration conf, Registry registry, ModelVersion version) {
        this.conf = conf;
        this.version = version;
        this.folder = new Path(registry.folder(version));
    }

    /** Names as in a run folder. */
    public Set<String> names() {
        return version.files().keySet();
    }

    /** The version's folder, when the registry is on a disk of this machine. */
    public Optional<java.nio.file.Path> local() throws IOException {
        FileSystem files = Storage.of(conf, folder);
        return "file".equals(files.getUri().getScheme())
                ? Optional.of(java.nio.file.Path.of(files.makeQualified(folder).toUri()))
                : Optional.empty();
    }

    /**
     * Copies a file to this machine, atomically; a file that is on this machine stays where it is.
     *
     * @param into folder of the copy
     * @throws RegistryException when it is missing or damaged
     */
    public void fetch(String name, java.nio.file.Path into) throws IOException {
        Path stored = new Path(folder, name);
        try {
            if (local().isPresent()) {
                require(name, FileHash.of(conf, stored));
                return;
            }
            AtomicFile.write(
                    into.resolve(name),
                    (OutputStream out) -> require(
                            name, FileHash.copy(() -> Storage.of(conf, stored).open(stored), out)));
        } catch (FileNotFoundException e) {
            throw new RegistryException(
                    "the file " + RegistryFiles.shown(name) + " of version " + version.number()
                            + " is missing; restore it" + " from a copy",
                    e);
        }
    }

    /** The bytes of a short file, such as a verdict; empty when the version has none. */
    public Optional<byte[]> bytes(String name, int most) throws IOException {
        Content content = version.files().get(name);
        if (content == null) {
            return Optional.empty();
        }
        if (content.bytes() > most) {
            throw new RegistryException("the file " + RegistryFiles.shown(name) + " of version " + version.number()
                    + " has " + content.bytes() + " bytes, wanted at most " + most);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Path stored = new Path(folder, name);
        require(name, FileHash.copy(() -> Storage.of(conf, stored).open(stored), bytes));
        return Optional.of(bytes.toByteArray());
    }

    private void require(String name, Content found) throws RegistryException {
        if (!found.equals(version.files().get(name))) {
            throw new RegistryException("the file " + RegistryFiles.shown(name) + " of version " + version.number()
                    + " is damaged: its SHA-256 is " + found.sha256()
                    + ", another than at its registration; restore it from a copy, or use another version");
        }
    }
}
