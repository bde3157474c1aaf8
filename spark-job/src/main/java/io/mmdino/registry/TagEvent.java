package io.mmdino.registry;

import io.mmdino.registry.RegistryFiles.Numbered;
import java.util.regex.Pattern;

/**
 * One change of a version's tags.
 *
 * @param format {@link #FORMAT}
 * @param number of the change, from 1
 * @param key of the tag
 * @param value its new value; empty when the tag is removed
 * @param who changed it
 * @param when UTC, ISO-8601
 * @param previous SHA-256 of the file of the change before; empty for the first
 * @param id random, so that no two changes have one file
 */
public record TagEvent(
        String format, int number, String key, String value, String who, String when, String previous, String id)
        implements Numbered {

    /** Kind and version of the file. */
    public static final String FORMAT = "mm-dinov2 tag 1";

    private static final Pattern KEY = Pattern.compile("[\\w][\\w.-]{0,99}");
    private static final int LONGEST = 1000;

    public TagEvent {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("its format is '" + format + "', wanted '" + FORMAT + "'");
        }
        check(key, value);
    }

    /** @throws IllegalArgumentException when a tag may not have this key or value */
    static void check(String key, String value) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "a tag's key is '" + key + "', wanted 1 to 100 letters, digits, dots, dashes and underscores");
        }
        if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the value of the tag " + key + " has " + value.length()
                    + " characters, wanted at most " + LONGEST + " and no line ends");
        }
    }
}
