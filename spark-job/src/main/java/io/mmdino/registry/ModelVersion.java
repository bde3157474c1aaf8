package io.mmdino.registry;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The manifest of a version: its files and where they come from.
 *
 * @param format {@link #FORMAT}
 * @param number 1 or more
 * @param parent number of the version that its training started from; 0 for none
 * @param created time of registration, UTC, ISO-8601
 * @param createdBy who registered it
 * @param description free text, may be empty
 * @param codeVersion version of this program that trained it
 * @param libraries versions of libraries and of Java by name
 * @param hashes of what it was made from, by name, such as {@code run}, {@code shards}, {@code studies} and {@code model}
 * @param tags given at registration; later ones are in the registry's tags
 * @param files by their names in a run folder, such as {@code checkpoints/step-00000210.safetensors}
 */
public record ModelVersion(
        String format,
        int number,
        int parent,
        String created,
        String createdBy,
        String description,
        String codeVersion,
        Map<String, String> libraries,
        Map<String, String> hashes,
        Map<String, String> tags,
        Map<String, Content> files) {

    /** Kind and version of the file. */
    public static final String FORMAT = "mm-dinov2 model version 1";

    /** Its name in the folder of the version. */
    public static final String MANIFEST = "manifest.json";

    private static final int MOST_FILES = 1000;
    private static final int LONGEST_TEXT = 10_000;
    private static final Pattern NAME = Pattern.compile("(checkpoints/)?\\w[\\w.-]{0,199}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /**
     * A file's length and hash.
     *
     * @param sha256 64 hex digits
     */
    public record Content(long bytes, String sha256) {}

    /** @throws IllegalArgumentException also when a file's name would lead out of the folder: others may have written it */
    public ModelVersion {
        check(FORMAT.equals(format), "its format is '" + format + "', wanted '" + FORMAT + "'");
        check(number >= 1, "its number is " + number + ", wanted 1 or more");
        check(parent >= 0 && parent < number, "its parent is " + parent + ", wanted an earlier version than " + number);
        check(
                !files.isEmpty() && files.size() <= MOST_FILES,
                "it has " + files.size() + " files, wanted 1 to " + MOST_FILES);
        check(description.length() <= LONGEST_TEXT, "its description is longer than " + LONGEST_TEXT + " characters");
        files.forEach((name, content) -> {
            check(isFileName(name), "a file has a name that no run gives");
            check(content.bytes() >= 0 && HASH.matcher(content.sha256()).matches(), "a file has no SHA-256");
        });
        libraries = sorted(libraries);
        hashes = sorted(hashes);
        tags = sorted(tags);
        files = sorted(files);
    }

    private static void check(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }

    private static <T> Map<String, T> sorted(Map<String, T> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    /** Whether a version may hold a file of this name. */
    static boolean isFileName(String name) {
        return NAME.matcher(name).matches() && !name.equals(MANIFEST);
    }

    /** The version's name, which is that of its folder: {@code v000001}. */
    public String name() {
        return name(number);
    }

    static String name(int number) {
        return "v%06d".formatted(number);
    }

    /** Length of all files together. */
    public long bytes() {
        return files.values().stream().mapToLong(Content::bytes).sum();
    }
}
