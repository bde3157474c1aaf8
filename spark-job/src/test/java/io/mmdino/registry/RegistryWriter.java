package io.mmdino.registry;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** A process that registers, tags and promotes beside others: {@code REGISTRY SCRATCH NAME ROUNDS}. */
final class RegistryWriter {

    private RegistryWriter() {}

    public static void main(String[] words) throws IOException {
        work(words[0], Path.of(words[1]), words[2], Integer.parseInt(words[3]));
    }

    /** Prints nothing; every round adds a version, a tag on the first one and a move of the champion. */
    static void work(String name, Path scratch, String writer, int rounds) throws IOException {
        Registry registry = Registry.openOrCreate(new Configuration(), name);
        Author author = Author.named(writer);
        for (int round = 0; round < rounds; round++) {
            ModelVersion version = registry.register(Registries.model(scratch, writer + "-" + round, 0), author);
            registry.tag(registry.version(registry.numbers().get(0)), writer + "-" + round, "yes", author);
            promote(registry, version, author);
        }
    }

    /** Number of changes of tags of all versions. */
    static int tags(Registry registry) throws IOException {
        int count = 0;
        for (int number : registry.numbers()) {
            count += registry.tagLog(number).events().size();
        }
        return count;
    }

    private static void promote(Registry registry, ModelVersion version, Author author) throws IOException {
        while (true) {
            try {
                registry.move(registry.alias("champion"), version.number(), "round", author);
                return;
            } catch (RegistryException.Conflict e) {
                Thread.onSpinWait(); // somebody was faster: decide again
            }
        }
    }
}
