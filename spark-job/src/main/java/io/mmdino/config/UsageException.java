package io.mmdino.config;

import java.util.function.Supplier;

/** The command was called with wrong arguments and has started nothing. The message says how to call it. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    /** Runs a check, whose IllegalArgumentException becomes a UsageException. */
    public static void check(Runnable check) {
        checked(() -> {
            check.run();
            return true;
        });
    }

    /** Builds a value from options; an IllegalArgumentException of its checks becomes a UsageException. */
    public static <T> T checked(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
