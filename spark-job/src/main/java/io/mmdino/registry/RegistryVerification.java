package io.mmdino.registry;

import io.mmdino.registry.ModelVersion.Content;
import io.mmdino.registry.VersionWriter.Claim;
import io.mmdino.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Reads a whole registry and reports what is missing, changed or too much. */
public final class RegistryVerification {

    private static final Pattern FOLDER = Pattern.compile("v\\d{6,9}");

    private final Registry registry;
    private final RegistryFiles files;
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int versions;
    private int checked;
    private long bytes;

    private RegistryVerification(Registry registry) {
        this.registry = registry;
        this.files = registry.files();
    }

    /**
     * The result.
     *
     * @param versions number of complete versions
     * @param files number of their files
     * @param bytes length of these files together
     * @param faults what is wrong, in whole sentences; empty when nothing is
     * @param notes what is not wrong and still worth knowing
     */
    public record Report(int versions, int files, long bytes, List<String> faults, List<String> notes) {
        public Report {
            faults = List.copyOf(faults);
            notes = List.copyOf(notes);
        }
    }

    /** A check that may throw what it finds. */
    private interface Check {
        void run() throws IOException;
    }

    /** @throws IOException when the store fails; faults of the registry are in the report */
    public static Report of(Registry registry) throws IOException {
        return new RegistryVerification(registry).run();
    }

    private Report run() throws IOException {
        Set<Integer> claimed = claims();
        Set<Integer> complete = new TreeSet<>(registry.numbers());
        for (String name : files.names(Registry.VERSIONS, FOLDER)) {
            int number = Integer.parseInt(name.substring(1));
            if (!complete.contains(number)) {
                incomplete(number, claimed.contains(number));
            }
        }
        for (int number : complete) {
            if (!claimed.contains(number)) {
                faults.add("version " + number + " has no record of who claimed it; restore claims from a copy");
            }
            collect(() -> version(registry.version(number)));
            collect(() -> registry.tagLog(number));
        }
        logs();
        return new Report(versions, checked, bytes, faults, notes);
    }

    private Set<Integer> claims() throws IOException {
        Set<Integer> claimed = new TreeSet<>();
        int before = 0;
        for (String name : files.names(Registry.CLAIMS, Registry.VERSION_RECORD)) {
            int number = Registry.number(name);
            if (number != before + 1) {
                faults.add("the number before " + number
                        + " was skipped: its record in claims is missing; restore it from a copy");
            }
            claimed.add(number);
            before = number;
            collect(() -> files.read(Registry.CLAIMS + "/" + name, Claim.class));
        }
        return claimed;
    }

    private void logs() throws IOException {
        List<String> logs = new ArrayList<>();
        for (String alias : files.names(Registry.ALIASES, Registry.ALIAS_FOLDER)) {
            collect(() -> alias(alias));
            logs.add(Registry.ALIASES + "/" + alias);
        }
        files.names(Registry.TAGS, FOLDER).forEach(version -> logs.add(Registry.TAGS + "/" + version));
        collect(() -> faults.addAll(files.faultsOfReceipts(logs)));
    }

    private void collect(Check check) throws IOException {
        try {
            check.run();
        } catch (RegistryException e) {
            faults.add(e.getMessage());
        }
    }

    private void incomplete(int number, boolean claimed) throws IOException {
        boolean manifest =
                files.bytes(folder(number) + "/" + ModelVersion.MANIFEST).isPresent();
        if (manifest || !claimed) {
            faults.add("version " + number + " has files but no record of its commit: the record is missing, or the"
                    + " registration was killed at its end; restore it from a copy, or register the run again");
        } else {
            notes.add("the registration of version " + number
                    + " has not ended: it is still at work, or was killed; its files may be deleted then");
        }
    }

    private static String folder(int number) {
        return Registry.VERSIONS + "/" + ModelVersion.name(number);
    }

    private void version(ModelVersion version) throws IOException {
        versions++;
        String folder = folder(version.number());
        for (var file : version.files().entrySet()) {
            checked++;
            bytes += file.getValue().bytes();
            String what = "the file " + RegistryFiles.shown(file.getKey()) + " of version " + version.number();
            try {
                Content found = FileHash.of(files.conf(), files.path(folder + "/" + file.getKey()));
                if (!found.equals(file.getValue())) {
                    faults.add(
                            what + " is damaged: it has " + found.bytes() + " bytes with the SHA-256 " + found.sha256()
                                    + ", registered were " + file.getValue().bytes() + " bytes with "
                                    + file.getValue().sha256() + "; restore it from a copy");
                }
            } catch (FileNotFoundException e) {
                faults.add(what + " is missing; restore it from a copy");
            } catch (org.apache.hadoop.fs.ChecksumException e) {
                faults.add(what + " cannot be read, because a block of it is damaged; restore it from a copy");
            }
        }
        unexpected(version, folder);
    }

    private void unexpected(ModelVersion version, String folder) throws IOException {
        Path root = Storage.of(files.conf(), files.root()).makeQualified(files.path(folder));
        RemoteIterator<LocatedFileStatus> all = Storage.of(files.conf(), root).listFiles(root, true);
        while (all.hasNext()) {
            Path found = all.next().getPath();
            String name = found.toString().substring(root.toString().length() + 1);
            boolean hidden = found.getName().startsWith("."); // such as checksums that Hadoop keeps beside files
            if (!hidden
                    && !name.equals(ModelVersion.MANIFEST)
                    && !version.files().containsKey(name)) {
                faults.add("version " + version.number() + " has a file that was not registered: "
                        + RegistryFiles.shown(name) + "; remove it");
            }
        }
    }

    private void alias(String alias) throws IOException {
        AliasHistory history = registry.alias(alias);
        if (history.events().isEmpty()) {
            faults.add("the alias '" + alias + "' has no records; restore them from a copy, or remove its folder");
            return;
        }
        registry.resolve(alias);
        int before = 0;
        for (AliasEvent event : history.events()) {
            if (event.from() != before || !event.alias().equals(alias)) {
                faults.add("the move " + event.number() + " of the alias '" + alias + "' starts from version "
                        + event.from() + ", but the alias named " + before);
            }
            before = event.to();
        }
    }
}
