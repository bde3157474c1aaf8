package io.mmdino.terminal;

/** What a command's exit code tells the scheduler that started it. */
public final class ExitCode {

    /** All done. */
    public static final int DONE = 0;

    /** It failed; the last line on standard error says why. */
    public static final int FAILURE = 1;

    /** Bad settings or usage; nothing was started. */
    public static final int USAGE = 2;

    /** Finished, but some studies were refused; the manifest or the scores say which and why. */
    public static final int SOME_REFUSED = 3;

    /** Nothing new to do. */
    public static final int NOTHING_NEW = 4;

    private ExitCode() {}
}
