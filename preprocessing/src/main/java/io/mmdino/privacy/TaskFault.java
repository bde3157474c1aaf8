package io.mmdino.privacy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The message of a failed task, taken out of the text of Spark's exception, which holds it between words of its own and a
 * stack.
 */
final class TaskFault {

    /** The text that Spark puts before the task's message. */
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
        String words = own.substring(thrown.end());
        return own.startsWith("io.mmdino.") ? words : thrown.group(1) + ": " + words;
    }
}
