package io.mmdino.terminal;

/** Exit codes of all commands, for schedulers and scripts. */
public final class ExitCode {

    /** The command has done all its work. */
    public static final int DONE = 0;

    /** The command failed; the last line on standard error says why. */
    public static final int FAILURE = 1;

    /** Settings or arguments are invalid; nothing was started. */
    public static final int USAGE = 2;

    /** The command finished, but refused some studies; the manifest or the scores say which and why. */
    public static final int SOME_REFUSED = 3;

    /** There was nothing new to do. */
    public static final int NOTHING_NEW = 4;

    private ExitCode() {}
}
