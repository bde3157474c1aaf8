package io.mmdino.run;

import io.mmdino.checkpoint.Provenance;
import io.mmdino.config.Settings;
import io.mmdino.config.UsageException;
import io.mmdino.disk.ScratchFolder;
import io.mmdino.registry.ModelUri;
import io.mmdino.registry.ModelVersion;
import io.mmdino.registry.Registry;
import io.mmdino.registry.RegistryException;
import io.mmdino.registry.VersionFiles;
import io.mmdino.run.RunFolder.Checkpoint;
import io.mmdino.storage.Storage;
import io.mmdino.train.RunListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A version of a registry as a run that is only read. Every file is verified by its SHA-256 before it is used; files that are not
 * on this machine are copied to a scratch folder.
 */
final class RegisteredPlace implements RunPlace {

    private static final String READ_ONLY = " is a version of a registry, which does not change; name a run folder";

    private final String name;
    private final String address;
    private final VersionFiles files;
    private final Path cache;
    private final ScratchFolder scratch;
    private final Path folder;

    private RegisteredPlace(String name, String address, VersionFiles files, Optional<Path> cache) throws IOException {
        this.name = name;
        this.address = address;
        this.files = files;
        this.cache = cache.isPresent() ? cache.get() : ScratchFolder.userCache();
        Optional<Path> local = files.local();
        this.scratch = ScratchFolder.locked(this.cache);
        this.folder = local.orElse(scratch.path());
    }

    /**
     * The version that a name such as {@code registry@champion} stands for. A run folder whose own name has this form comes first.
     *
     * @throws UsageException when the registry has no such version or alias
     */
    static Optional<RunPlace> find(Configuration conf, String name, Optional<Path> cache) throws IOException {
        Optional<ModelUri> uri = ModelUri.parse(name);
        if (uri.isEmpty() || isFolder(conf, name)) {
            return Optional.empty();
        }
        try {
            Registry registry = Registry.open(conf, uri.get().registry());
            ModelVersion version = registry.resolve(uri.get().reference());
            String shown = name + " (" + version.name() + ")";
            return Optional.of(new RegisteredPlace(
                    shown, registry.folder(version), new VersionFiles(conf, registry, version), cache));
        } catch (RegistryException.Missing e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static boolean isFolder(Configuration conf, String name) throws IOException {
        var path = new org.apache.hadoop.fs.Path(name);
        return Storage.of(conf, path).exists(path);
    }

    @Override
    public RunFolder folder() {
        return new RunFolder(folder, name);
    }

    /** Never in the version's folder, where nothing may be added. */
    @Override
    public Path cache() {
        return cache;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String session() {
        return "";
    }

    @Override
    public long iterations() {
        return newestStep().map(step -> RunState.iteration(step).getAsLong()).orElse(0L);
    }

    private Optional<String> newestStep() {
        return files.names().stream()
                .filter(file -> RunState.iteration(file).isPresent())
                .max(Comparator.comparingLong(
                        (String file) -> RunState.iteration(file).getAsLong()));
    }

    @Override
    public boolean hasBest() {
        return files.names().contains(RunFolder.BEST);
    }

    @Override
    public void require() throws IOException {
        if (!files.names().contains(RunFolder.SETTINGS)) {
            throw new UsageException(name + " holds no run (no " + RunFolder.SETTINGS + "); register a run of train");
        }
        for (String file : files.names()) {
            boolean checkpoint =
                    file.equals(RunFolder.BEST) || RunState.iteration(file).isPresent();
            if (!checkpoint) {
                files.fetch(file, folder);
            }
        }
    }

    @Override
    public void requireModel(Optional<Checkpoint> wanted) throws IOException {
        boolean best = !wanted.equals(Optional.of(Checkpoint.LAST)) && hasBest();
        if (best) {
            files.fetch(RunFolder.BEST, folder);
        } else if (!wanted.equals(Optional.of(Checkpoint.BEST)) && newestStep().isPresent()) {
            files.fetch(newestStep().get(), folder);
        }
    }

    @Override
    public void begin(Settings settings, Provenance origin) {
        throw new UsageException(name + READ_ONLY);
    }

    @Override
    public Optional<Settings> begun() {
        throw new UsageException(name + READ_ONLY);
    }

    @Override
    public CheckpointRequest request() {
        throw new UsageException(name + READ_ONLY);
    }

    @Override
    public void train(RunListener listener, Work work) {
        throw new UsageException(name + READ_ONLY);
    }

    @Override
    public void finish() {
        throw new UsageException(name + READ_ONLY);
    }

    @Override
    public String shown(Path file) {
        return address + "/" + folder.relativize(file);
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
