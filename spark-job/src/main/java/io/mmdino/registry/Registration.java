package io.mmdino.registry;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model that is to become a version.
 *
 * @param files local files by their names in a run folder
 * @param parent number of the version that its training started from; 0 for none
 * @param description free text, may be empty
 * @param codeVersion version of this program that trained it
 * @param libraries versions of libraries and of Java by name
 * @param hashes of what it was made from, by name
 * @param tags of the version
 */
public record Registration(
        Map<String, Path> files,
        int parent,
        String description,
        String codeVersion,
        Map<String, String> libraries,
        Map<String, String> hashes,
        Map<String, String> tags) {

    public Registration {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        if (files.isEmpty()) {
            throw new IllegalArgumentException("a model without files, wanted those of a run");
        }
        for (String name : files.keySet()) {
            if (!ModelVersion.isFileName(name)) {
                throw new IllegalArgumentException("a version cannot hold a file named '" + name
                        + "', wanted letters, digits, dots, dashes and underscores, and not " + ModelVersion.MANIFEST);
            }
        }
        tags.forEach(TagEvent::check);
    }
}
