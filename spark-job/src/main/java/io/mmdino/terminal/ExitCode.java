package io.mmdino.terminal;

/** Exit codes of all commands, for schedulers and scripts. */
public final class ExitCode {

    /** The command has done all its work. */
    public static final int DONE = 0;

    /** The command failed; the last line on standard error says why. */
    public static final int FAILURE = 1;

    /** What the command was given cannot be used: settings, arguments, or the names of inputs and outputs. Nothing was started. */
    public static final int USAGE = 2;

    /** The command finished, but refused some studies; the manifest or the scores say which and why. */
    public static final int SOME_REFUSED = 3;

    /** There was nothing new to do. */
    public static final int NOTHING_NEW = 4;

    /** Another command is at work at the output; nothing was started, or this command has given way. */
    public static final int BUSY = 5;

    /** A store, a cluster or space on a disk was missing; the same command may go well another time. */
    public static final int LATER = 6;

    private ExitCode() {}
}
