package io.mmdino.registry;

import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.SealedJson;
import io.mmdino.disk.Sha256;
import io.mmdino.registry.ModelVersion.Content;
import io.mmdino.registry.Registry.Commit;
import io.mmdino.registry.RegistryException.Conflict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes a version: claims a number, copies the files, reads them back, writes the manifest and at last the commit. A writer that
 * is killed leaves a number that no version has.
 */
record VersionWriter(RegistryFiles files, Author author) {

    private static final int TRIES = 1000;

    /** Who took a number. */
    record Claim(int number, String who, String when, String id) {}

    ModelVersion write(Registration model) throws IOException {
        int number = claim();
        String folder = Registry.VERSIONS + "/" + ModelVersion.name(number);
        Map<String, Content> contents = new TreeMap<>();
        for (Map.Entry<String, Path> file : model.files().entrySet()) {
            contents.put(file.getKey(), copy(file.getValue(), folder + "/" + file.getKey()));
        }
        ModelVersion version = new ModelVersion(
                ModelVersion.FORMAT,
                number,
                model.parent(),
                author.now(),
                author.name(),
                model.description(),
                model.codeVersion(),
                model.libraries(),
                model.hashes(),
                model.tags(),
                contents);
        String commit = Registry.COMMITS + "/" + ModelVersion.name(number) + ".json";
        boolean first = files.create(folder + "/" + ModelVersion.MANIFEST, version)
                && files.create(commit, new Commit(number, Sha256.hex(SealedJson.bytes(version))));
        if (!first) {
            throw new Conflict(
                    "version " + number + " was written by somebody else in the same moment; register again");
        }
        return version;
    }

    private int claim() throws IOException {
        List<String> taken = files.names(Registry.CLAIMS, Registry.VERSION_RECORD);
        int number = taken.stream().mapToInt(Registry::number).max().orElse(0);
        for (int tried = 0; tried < TRIES; tried++) {
            number++;
            Claim claim = new Claim(
                    number, author.name(), author.now(), UUID.randomUUID().toString());
            if (files.create(Registry.CLAIMS + "/" + ModelVersion.name(number) + ".json", claim)) {
                return number;
            }
        }
        throw new Conflict(
                "no number was free after " + TRIES + " tries, because others register at the same time; try again");
    }

    private Content copy(Path local, String name) throws IOException {
        Content[] sent = new Content[1];
        AtomicFile.write(
                files.conf(),
                files.path(name),
                (OutputStream out) -> sent[0] = FileHash.copy(() -> Files.newInputStream(local), out),
                AtomicFile.Access.SHARED);
        Content stored = FileHash.of(files.conf(), files.path(name));
        if (!stored.equals(sent[0])) {
            throw new RegistryException("the file " + local.getFileName() + " reads back with " + stored.bytes()
                    + " bytes and another SHA-256 than the " + sent[0].bytes()
                    + " bytes that were sent; the store or the disk is damaged, register again");
        }
        return stored;
    }
}
