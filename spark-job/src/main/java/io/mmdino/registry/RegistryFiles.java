package io.mmdino.registry;

import io.mmdino.disk.ExclusiveFile;
import io.mmdino.disk.SealedJson;
import io.mmdino.disk.Sha256;
import io.mmdino.registry.RegistryException.Conflict;
import io.mmdino.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Records of a registry as files: single ones, and logs of numbered ones.
 *
 * @param root folder of the registry
 */
record RegistryFiles(Configuration conf, Path root) {

    private static final int LONGEST_RECORD = 4 << 20;
    private static final int MOST_EVENTS = 100_000;
    private static final Pattern EVENT = Pattern.compile("(\\d{6})\\.json");

    private static final String RECEIPTS = "receipts";
    private static final Pattern ANY_RECEIPT = Pattern.compile("(aliases|tags)\\.[a-z0-9-]+\\.\\d{6}\\.json");

    /**
     * A log of numbered records, oldest first.
     *
     * @param last SHA-256 of the last record's file; empty for an empty log
     */
    record Log<T>(List<T> events, String last) {
        Log {
            events = List.copyOf(events);
        }
    }

    /** A record that names its number and the hash of the file before it. */
    interface Numbered {
        int number();

        String previous();
    }

    Path path(String name) {
        return new Path(root, name);
    }

    /** Creates a record's file; false when it is there already. */
    boolean create(String name, Record value) throws IOException {
        return ExclusiveFile.create(conf, path(name), SealedJson.bytes(value));
    }

    /** @throws RegistryException when the file is damaged; empty when it is missing */
    <T extends Record> Optional<T> read(String name, Class<T> type) throws IOException {
        Optional<byte[]> bytes = bytes(name);
        return bytes.isPresent() ? Optional.of(parse(bytes.get(), name, type)) : Optional.empty();
    }

    Optional<byte[]> bytes(String name) throws IOException {
        try {
            return Optional.of(Storage.bytes(conf, path(name), LONGEST_RECORD)); // a longer file fails its checksum
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    static <T extends Record> T parse(byte[] bytes, String name, Class<T> type) throws RegistryException {
        try {
            return SealedJson.read(bytes, type, "the registry's record " + shown(name));
        } catch (SealedJson.BrokenException e) {
            throw new RegistryException(e.getMessage(), e);
        }
    }

    /** A record's name in messages, from which paths are removed: without slashes. */
    static String shown(String name) {
        return name.replace('/', ' ');
    }

    /** Names of the entries of a folder that match a pattern, sorted; none when there is no folder. */
    List<String> names(String folder, Pattern pattern) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try {
            RemoteIterator<FileStatus> entries =
                    Storage.of(conf, root).listStatusIterator(folder.isEmpty() ? root : path(folder));
            while (entries.hasNext()) {
                String name = entries.next().getPath().getName();
                if (pattern.matcher(name).matches()) {
                    names.add(name);
                }
            }
        } catch (FileNotFoundException e) {
            return List.of();
        }
        return List.copyOf(names);
    }

    /**
     * Reads a log.
     *
     * @throws RegistryException when a record is damaged, missing between others, or does not follow the one before
     */
    <T extends Record & Numbered> Log<T> log(String folder, Class<T> type) throws IOException {
        List<String> names = names(folder, EVENT);
        if (names.size() > MOST_EVENTS) {
            throw new RegistryException(
                    shown(folder) + " has " + names.size() + " records, wanted at most " + MOST_EVENTS);
        }
        List<T> events = new ArrayList<>();
        String last = "";
        for (String name : names) {
            Matcher number = EVENT.matcher(name);
            String full = folder + "/" + name;
            byte[] bytes = bytes(full).orElseThrow(() -> missing(full));
            T event = parse(bytes, full, type);
            boolean follows = number.matches()
                    && Integer.parseInt(number.group(1)) == events.size() + 1
                    && event.number() == events.size() + 1
                    && event.previous().equals(last);
            if (!follows) {
                throw new RegistryException(
                        "the history " + shown(folder) + " is damaged: the record " + name
                                + " does not follow the one before it; a record is missing or was changed, restore it from a copy");
            }
            events.add(event);
            last = Sha256.hex(bytes);
        }
        return new Log<>(events, last);
    }

    private static RegistryException missing(String name) {
        return new RegistryException("the registry's record " + shown(name) + " is missing; restore it from a copy");
    }

    /**
     * Adds a record to a log that was read before, and its receipt.
     *
     * @throws Conflict when another writer has added one since
     */
    <T extends Record & Numbered> void append(String folder, T event) throws IOException {
        if (event.number() > 1) {
            String before = receipt(folder, event.number() - 1);
            if (bytes(before).isEmpty()) { // its writer was killed before it wrote the receipt
                create(before, new Receipt(event.previous()));
            }
        }
        if (!create("%s/%06d.json".formatted(folder, event.number()), event)) {
            throw new Conflict(
                    shown(folder) + " was changed by somebody else in the same moment; look at it, and try again");
        }
        create(receipt(folder, event.number()), new Receipt(Sha256.hex(SealedJson.bytes(event))));
    }

    /** Says that a log has a record, so that its last one cannot be missing unnoticed. */
    record Receipt(String event) {}

    private static String receipt(String folder, int number) {
        return "%s/%s.%06d.json".formatted(RECEIPTS, folder.replace('/', '.'), number);
    }

    /** What records and their receipts say of each other, in whole sentences; empty when they agree. */
    List<String> faultsOfReceipts(List<String> folders) throws IOException {
        List<String> faults = new ArrayList<>();
        Set<String> receipts = new TreeSet<>(names(RECEIPTS, ANY_RECEIPT));
        for (String folder : folders) {
            for (String name : names(folder, EVENT)) {
                if (!receipts.contains(folder.replace('/', '.') + "." + name)) {
                    faults.add("the record " + name + " of " + shown(folder)
                            + " has no receipt: it is missing, or its writer"
                            + " was killed, and then the next change writes it");
                }
            }
        }
        for (String name : receipts) {
            String[] part = name.split("\\.");
            Optional<byte[]> event = bytes(part[0] + "/" + part[1] + "/" + part[2] + ".json");
            Receipt receipt = read(RECEIPTS + "/" + name, Receipt.class).orElseThrow(() -> missing(name));
            if (event.isEmpty() || !Sha256.hex(event.get()).equals(receipt.event())) {
                faults.add("the record " + part[2] + ".json of " + part[0] + " " + part[1]
                        + " is missing or was changed since it was written; restore it from a copy");
            }
        }
        return faults;
    }
}
