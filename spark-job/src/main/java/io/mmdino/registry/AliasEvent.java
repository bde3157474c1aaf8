package io.mmdino.registry;

import io.mmdino.registry.RegistryFiles.Numbered;

/**
 * One move of an alias.
 *
 * @param format {@link #FORMAT}
 * @param alias such as {@code champion}
 * @param number of the move, from 1
 * @param action why it moved
 * @param from version before; 0 when the alias was not there
 * @param to version after
 * @param manifest SHA-256 of the manifest of {@code to}
 * @param who moved it
 * @param when UTC, ISO-8601
 * @param why free text, may be empty
 * @param previous SHA-256 of the file of the move before; empty for the first
 * @param id random, so that no two moves have one file
 */
public record AliasEvent(
        String format,
        String alias,
        int number,
        Action action,
        int from,
        int to,
        String manifest,
        String who,
        String when,
        String why,
        String previous,
        String id)
        implements Numbered {

    /** Kind and version of the file. */
    public static final String FORMAT = "mm-dinov2 alias 1";

    /** Kind of a move. */
    public enum Action {
        SET,
        /** Back to the version before. */
        ROLLBACK
    }

    public AliasEvent {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("its format is '" + format + "', wanted '" + FORMAT + "'");
        }
        if (from < 0 || to < 1) {
            throw new IllegalArgumentException(
                    "it moves an alias from version " + from + " to " + to + ", wanted versions from 1");
        }
    }
}
