package io.mmdino.registry;

import io.mmdino.disk.Sha256;
import io.mmdino.registry.AliasEvent.Action;
import io.mmdino.registry.RegistryException.Conflict;
import io.mmdino.registry.RegistryException.Missing;
import io.mmdino.registry.RegistryFiles.Log;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A registry of models. Safe for several processes on file systems that create a file once; see the package's description. */
public final class Registry {

    static final String MARKER = "registry.json";
    static final String CLAIMS = "claims";
    static final String VERSIONS = "versions";
    static final String COMMITS = "commits";
    static final String ALIASES = "aliases";
    static final String TAGS = "tags";
    static final Pattern VERSION_RECORD = Pattern.compile("v\\d{6,9}\\.json");

    private static final String FORMAT = "mm-dinov2 registry 1";
    private static final Pattern ANY = Pattern.compile(".*");
    static final Pattern ALIAS_FOLDER = Pattern.compile("[a-z][a-z0-9-]*");
    private static final int TRIES = 100;

    private final RegistryFiles files;
    private final String name;

    private Registry(RegistryFiles files, String name) {
        this.files = files;
        this.name = name;
    }

    /** Says that a folder is a registry. */
    record Marker(String format) {}

    /** Says that a version is complete. */
    record Commit(int number, String manifest) {}

    /**
     * Opens a registry.
     *
     * @param name a path or an address, for messages too
     * @throws Missing when there is none
     */
    public static Registry open(Configuration conf, String name) throws IOException {
        RegistryFiles files = new RegistryFiles(conf, new Path(name));
        Marker marker = files.read(MARKER, Marker.class)
                .orElseThrow(() -> new Missing(name + " holds no registry of models (no " + MARKER
                        + "); name the --registry of models register"));
        requireFormat(name, marker);
        return new Registry(files, name);
    }

    /**
     * Opens a registry, or makes one in a new or empty folder.
     *
     * @throws RegistryException when the folder holds something else
     */
    public static Registry openOrCreate(Configuration conf, String name) throws IOException {
        RegistryFiles files = new RegistryFiles(conf, new Path(name));
        if (files.read(MARKER, Marker.class).isEmpty()) {
            List<String> others = files.names("", ANY).stream()
                    .filter(entry -> !entry.startsWith(".") && !entry.equals(MARKER))
                    .toList();
            boolean stillNone = files.read(MARKER, Marker.class).isEmpty(); // or another writer has made it meanwhile
            if (!others.isEmpty() && stillNone) {
                throw new RegistryException(name + " holds something else than a registry; name a new folder");
            }
            files.create(MARKER, new Marker(FORMAT));
        }
        return open(conf, name);
    }

    private static void requireFormat(String name, Marker marker) throws RegistryException {
        if (!FORMAT.equals(marker.format())) {
            throw new RegistryException(name + " has the format '" + marker.format() + "', wanted '" + FORMAT
                    + "': it was made by another version of this program");
        }
    }

    public String name() {
        return name;
    }

    RegistryFiles files() {
        return files;
    }

    /** The address of a version's folder, which holds the files of a run. */
    public String folder(ModelVersion version) {
        return name.replaceAll("(?<=[^/])/+$", "") + "/" + VERSIONS + "/" + version.name();
    }

    /** Numbers of the complete versions, ascending. */
    public List<Integer> numbers() throws IOException {
        return files.names(COMMITS, VERSION_RECORD).stream()
                .map(Registry::number)
                .sorted()
                .toList();
    }

    static int number(String record) {
        return Integer.parseInt(record.substring(1, record.indexOf('.')));
    }

    /** @throws Missing when there is no such version, or its registration has not ended */
    public ModelVersion version(int number) throws IOException {
        return versionWithHash(number).getKey();
    }

    /** A version and the SHA-256 of its manifest, which is checked against the one at its registration. */
    private Map.Entry<ModelVersion, String> versionWithHash(int number) throws IOException {
        String version = ModelVersion.name(number);
        Commit commit = files.read(COMMITS + "/" + version + ".json", Commit.class)
                .orElseThrow(() -> new Missing("the registry " + name + " has no version " + number
                        + "; models list shows" + " which it has"));
        String manifest = VERSIONS + "/" + version + "/" + ModelVersion.MANIFEST;
        byte[] bytes = files.bytes(manifest)
                .orElseThrow(() -> new RegistryException(
                        "the manifest of version " + number + " is missing; restore it from a copy"));
        ModelVersion read = RegistryFiles.parse(bytes, manifest, ModelVersion.class);
        String hash = Sha256.hex(bytes);
        if (commit.number() != number || read.number() != number || !hash.equals(commit.manifest())) {
            throw new RegistryException("the manifest of version " + number
                    + " is not the one that was registered; restore it from a copy");
        }
        return Map.entry(read, hash);
    }

    /**
     * The version that an alias or a number names.
     *
     * @param reference such as {@code champion}, {@code 3} or {@code v3}
     * @throws Missing when there is none
     */
    public ModelVersion resolve(String reference) throws IOException {
        OptionalInt number = ModelUri.version(reference);
        if (number.isPresent()) {
            return version(number.getAsInt());
        }
        AliasHistory history = alias(reference);
        if (history.current().isEmpty()) {
            throw new Missing("the registry " + name + " has no alias '" + reference + "', only "
                    + aliases().keySet() + "; models promote sets one");
        }
        Map.Entry<ModelVersion, String> version =
                versionWithHash(history.current().getAsInt());
        AliasEvent move = history.events().get(history.events().size() - 1);
        if (!version.getValue().equals(move.manifest())) {
            throw new RegistryException("the alias '" + reference + "' was set to another manifest than version "
                    + move.to() + " has now; run models verify");
        }
        return version.getKey();
    }

    /** Adds a version. */
    public ModelVersion register(Registration model, Author author) throws IOException {
        if (model.parent() > 0) {
            version(model.parent());
        }
        return new VersionWriter(files, author).write(model);
    }

    /** The moves of an alias; without events when it does not exist. */
    public AliasHistory alias(String alias) throws IOException {
        Log<AliasEvent> log = files.log(ALIASES + "/" + ModelUri.alias(alias), AliasEvent.class);
        return new AliasHistory(alias, log.events(), log.last());
    }

    /** Aliases and the versions that they name now, by alias. */
    public Map<String, Integer> aliases() throws IOException {
        Map<String, Integer> all = new TreeMap<>();
        for (String alias : files.names(ALIASES, ALIAS_FOLDER)) {
            alias(alias).current().ifPresent(version -> all.put(alias, version));
        }
        return Collections.unmodifiableMap(all);
    }

    /**
     * Lets an alias name another version, in one step.
     *
     * @param seen the history on which the decision is based
     * @throws Conflict when the alias has moved since
     */
    public AliasEvent move(AliasHistory seen, int to, String why, Author author) throws IOException {
        return move(seen, Action.SET, to, why, author);
    }

    /**
     * Lets an alias name the version again that it named before.
     *
     * @throws Missing when there is none
     * @throws Conflict when the alias has moved since {@code seen}
     */
    public AliasEvent rollback(AliasHistory seen, String why, Author author) throws IOException {
        return move(seen, Action.ROLLBACK, seen.before(), why, author);
    }

    private AliasEvent move(AliasHistory seen, Action action, int to, String why, Author author) throws IOException {
        AliasEvent event = new AliasEvent(
                AliasEvent.FORMAT,
                seen.alias(),
                seen.events().size() + 1,
                action,
                seen.current().orElse(0),
                to,
                versionWithHash(to).getValue(),
                author.name(),
                author.now(),
                why,
                seen.last(),
                UUID.randomUUID().toString());
        files.append(ALIASES + "/" + ModelUri.alias(seen.alias()), event);
        return event;
    }

    /** Tags of a version, those of its registration included. */
    public Map<String, String> tags(ModelVersion version) throws IOException {
        Map<String, String> tags = new TreeMap<>(version.tags());
        for (TagEvent event : tagLog(version.number()).events()) {
            if (event.value().isEmpty()) {
                tags.remove(event.key());
            } else {
                tags.put(event.key(), event.value());
            }
        }
        return Collections.unmodifiableMap(tags);
    }

    Log<TagEvent> tagLog(int number) throws IOException {
        return files.log(TAGS + "/" + ModelVersion.name(number), TagEvent.class);
    }

    /**
     * Sets or removes a tag. When others change tags at the same time, all changes are kept.
     *
     * @param value empty to remove the tag
     */
    public void tag(ModelVersion version, String key, String value, Author author) throws IOException {
        for (int tried = 1; ; tried++) {
            Log<TagEvent> log = tagLog(version.number());
            TagEvent event = new TagEvent(
                    TagEvent.FORMAT,
                    log.events().size() + 1,
                    key,
                    value,
                    author.name(),
                    author.now(),
                    log.last(),
                    UUID.randomUUID().toString());
            try {
                files.append(TAGS + "/" + version.name(), event);
                return;
            } catch (Conflict e) {
                if (tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Every complete version with the aliases that name it, by number. */
    public Map<ModelVersion, List<String>> versions() throws IOException {
        Map<String, Integer> aliases = aliases();
        Map<ModelVersion, List<String>> all = new LinkedHashMap<>();
        for (int number : numbers()) {
            List<String> names = new ArrayList<>();
            aliases.forEach((alias, version) -> {
                if (version == number) {
                    names.add(alias);
                }
            });
            all.put(version(number), names);
        }
        return all;
    }
}
