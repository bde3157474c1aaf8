package io.mmdino.registry;

import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * Who changes a registry, and the clock that dates it.
 *
 * @param name as it stands in the history: a person, or the account that runs a schedule
 */
public record Author(String name, Clock clock) {

    private static final int LONGEST = 200;

    public Author {
        if (name.isBlank() || name.length() > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the author's name has " + name.length() + " characters, wanted 1 to " + LONGEST + " on one line");
        }
    }

    /** The account that runs this process. */
    public static Author here() {
        return named(System.getProperty("user.name", "unknown"));
    }

    /** Somebody, by the clock of this machine. */
    public static Author named(String name) {
        return new Author(name, Clock.systemUTC());
    }

    /** The time of now, to the second. */
    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
