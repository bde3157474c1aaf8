package io.mmdino.privacy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a task on an executor said when it failed. Spark hands it on as text, inside its own words and before a stack. */
final class TaskFault {

    /** All that Spark says before the task's own words. */
    private static final Pattern AROUND = Pattern.compile(
            "^.*(?:Lost task \\S+ in stage \\S+ \\(TID \\d+\\) \\([^()]*\\):|finished unsuccessfully\\.)\\s*(?=\\S)");

    private static final Pattern THROWN = Pattern.compile("^(?:\\w+\\.)+(\\w+(?:Exception|Error)): ");

    private TaskFault() {}

    /** @param message of an exception of Spark */
    static String words(String message) {
        String text = message.lines()
                .takeWhile(line -> !line.startsWith("\tat ") && !line.startsWith("Driver stacktrace"))
                .collect(Collectors.joining(" "));
        String own = AROUND.matcher(text).replaceFirst("");
        Matcher thrown = THROWN.matcher(own);
        if (!thrown.lookingAt()) {
            return own;
        }
        String said = own.substring(thrown.end());
        return own.startsWith("io.mmdino.") ? said : thrown.group(1) + ": " + said;
    }
}
