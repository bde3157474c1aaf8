package io.mmdino.privacy;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Describes an exception in one line that may stand in a log. Names of files in an archive can hold names of patients, so a
 * path is shown only as far as the user typed it.
 *
 * @param arguments the words of the command line
 */
public record SafeMessage(List<String> arguments) {

    private static final int LONGEST = 400;

    /** What follows is not looked at: patterns take stack and time by the length of a text, and messages may quote files. */
    private static final int LOOKED_AT = 2000;

    /** User and password in an address. */
    private static final Pattern USER = Pattern.compile("(?<=://)[^/\\s]*@");

    /** A setting of a store that holds a key, with its value. */
    private static final Pattern KEY =
            Pattern.compile("(?i)(fs\\.s3a\\.[\\w.-]*(?:key|token|password)\\s*[=:]\\s*)\\S+");

    private static final String QUOTED = "(?<=\")[^\"\\n]*/[^\"\\n]*(?=\")";
    private static final String REST = "[^\\s'\",;:()]*";

    /** Reaches over blanks, which names of folders may have, to the last word with a slash or a file name's extension. */
    private static final String ABSOLUTE = "(?<![\\w/.])(?:[a-zA-Z][a-zA-Z0-9+]*:)?/" + REST + "(?:[^\\n'\":]*?(?:/"
            + REST + "|\\.(?:nii|gz|dcm|zip|tar|tgz|json|csv)\\b))*";

    private static final String RELATIVE = "(?<![\\w/.])[\\w.~-]+/" + REST;

    /** The message of the first cause that is no wrapper, and that of its own cause if it adds something. */
    public String of(Throwable thrown) {
        Throwable known = unwrapped(thrown);
        String text = describe(known);
        Throwable cause = known.getCause();
        if (cause != null && cause.getMessage() != null && !addsNothing(known, text, cause)) {
            text += ": " + describe(cause);
        }
        String begin = text.substring(0, Math.min(text.length(), LOOKED_AT));
        return shorten(withoutPaths(withoutKeys(begin)).replaceAll("\\s+", " ").strip());
    }

    /**
     * Whether the message of the cause adds nothing: it is quoted already, or the text was written for the user and replaces
     * it.
     */
    private static boolean addsNothing(Throwable known, String text, Throwable cause) {
        boolean missing = cause instanceof FileNotFoundException
                || cause instanceof NoSuchFileException
                || cause instanceof EOFException;
        return text.contains(cause.getMessage())
                || isOurs(known) && missing
                || StoreFault.words(known).isPresent();
    }

    private static boolean isOurs(Throwable thrown) {
        return thrown.getClass().getName().startsWith("io.mmdino.");
    }

    private static String withoutKeys(String text) {
        return KEY.matcher(USER.matcher(text).replaceAll("")).replaceAll("$1(left out)");
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable current = thrown;
        while (current.getCause() != null && isWrapper(current)) {
            current = current.getCause();
        }
        return current;
    }

    private static boolean isWrapper(Throwable thrown) {
        String message = thrown.getMessage();
        return thrown instanceof ExecutionException
                || isSparks(thrown)
                || message == null
                || message.equals(thrown.getCause().toString());
    }

    private static boolean isSparks(Throwable thrown) {
        return thrown.getClass().getName().startsWith("org.apache.spark.");
    }

    private static String describe(Throwable thrown) {
        String message = thrown.getMessage();
        if (message != null && message.contains("No space left on device")) {
            return "the disk is full; free some space and run the command again";
        }
        Optional<String> store = StoreFault.words(thrown);
        if (store.isPresent()) {
            return store.get();
        }
        if (thrown instanceof FileSystemException file) {
            return reason(file) + (file.getFile() == null ? "" : ": \"" + file.getFile() + "\"");
        }
        if (message == null || message.isBlank()) {
            return "an unforeseen " + thrown.getClass().getSimpleName() + "; --stacktrace shows where";
        }
        if (isSparks(thrown)) {
            return TaskFault.words(message);
        }
        boolean isComplete = thrown.getClass() == IllegalStateException.class
                || thrown.getClass() == IllegalArgumentException.class
                || thrown instanceof UncheckedIOException
                || thrown instanceof FileNotFoundException
                || isOurs(thrown);
        return isComplete ? message : thrown.getClass().getSimpleName() + ": " + message;
    }

    private static String reason(FileSystemException file) {
        if (file instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (file instanceof AccessDeniedException) {
            return "no permission for the file or folder";
        }
        if (file instanceof FileAlreadyExistsException) {
            return "the file or folder is already there";
        }
        return file.getReason() == null ? "a file could not be read or written" : file.getReason();
    }

    private String withoutPaths(String text) {
        String typed = typed().map(word -> "|" + Pattern.quote(word) + "(?![^\\s'\",;:()])")
                .collect(Collectors.joining());
        Pattern path = Pattern.compile(QUOTED + typed + "|" + ABSOLUTE + "|" + RELATIVE);
        return path.matcher(text).replaceAll(found -> Matcher.quoteReplacement(asTyped(found.group())));
    }

    private String asTyped(String path) {
        return typed().filter(word -> isWithin(path, word))
                .map(word -> path.length() == word.length() ? word : word.replaceAll("/+$", "") + "/...")
                .findFirst()
                .orElseGet(() -> isPath(path) ? "(path left out)" : path);
    }

    /** Values of the options, and the other arguments. */
    private Stream<String> typed() {
        return arguments.stream()
                .map(argument -> argument.substring(argument.indexOf('=') + 1))
                .filter(word -> !word.isEmpty());
    }

    private static boolean isWithin(String path, String typed) {
        String folder = typed.endsWith("/") ? typed : typed + "/";
        String draft = folder.replaceAll("([^/]+)/$", ".$1"); // a hidden file beside it that replaces it when complete
        return path.equals(typed)
                || path.startsWith(folder)
                || path.startsWith("file:" + folder)
                || path.startsWith(draft);
    }

    /** Whether a word is a path, and not a word such as {@code and/or} or a fraction such as {@code 3/4}. */
    private static boolean isPath(String word) {
        return word.startsWith("/")
                || word.startsWith("~")
                || word.contains(":/")
                || word.indexOf('/') != word.lastIndexOf('/')
                || word.matches(".*\\.\\w+$");
    }

    private static String shorten(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
