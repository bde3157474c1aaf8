package io.mmdino.archive.table;

import io.mmdino.archive.ArchiveException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What separates a table's cells, and its text from the header on. The separator is the one that the file names ({@code sep=;} of
 * Excel), else the one by which most of the wanted columns are found in the header, else the one that makes most columns.
 *
 * @param body lines before the header are empty in it, so that lines keep their numbers
 */
record TableShape(char separator, String body) {

    /** Blanks come last: R writes them by default, but names of columns may hold them. */
    private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|', ' ');

    private static final Pattern NAMED = Pattern.compile("\\s*\"?sep=(.)\"?[ \\t;,]*(?:\\r?\\n|$)");
    private static final Pattern COMMENT = Pattern.compile("(?:[ \\t\\r]*\\n)*[ \\t]*#[^\\n]*\\n");

    /** @param wanted names of columns */
    static TableShape of(String what, String text, List<String> wanted) throws ArchiveException {
        Matcher named = NAMED.matcher(text);
        if (named.lookingAt()) {
            return new TableShape(named.group(1).charAt(0), emptied(text, named.end()));
        }
        String body = text;
        Matcher comment = COMMENT.matcher(body);
        while (comment.lookingAt()) {
            String without = body.replaceFirst("#", " ");
            if (best(what, without, wanted).found > best(what, body, wanted).found) {
                return new TableShape(best(what, without, wanted).separator, without); // a header that begins with #
            }
            if (best(what, body, wanted).found > 0) {
                break;
            }
            body = emptied(body, comment.end());
            comment = COMMENT.matcher(body);
        }
        return new TableShape(best(what, body, wanted).separator, body);
    }

    private static String emptied(String text, int end) {
        String before = text.substring(0, end);
        return "\n".repeat((int) before.chars().filter(c -> c == '\n').count()) + text.substring(end);
    }

    private record Choice(char separator, long found, int columns) {}

    private static Choice best(String what, String body, List<String> wanted) throws ArchiveException {
        boolean tabs = what.toLowerCase(Locale.ROOT).matches(".*\\.(?:tsv|tab)(?:\\.gz)?");
        Choice best = new Choice(tabs ? '\t' : ',', 0, 1);
        for (char separator : SEPARATORS) {
            List<String> header = header(what, body, separator);
            long found = header.stream()
                    .filter(cell -> wanted.stream().anyMatch(cell::equalsIgnoreCase))
                    .count();
            boolean more = found > best.found || found == best.found && found == 0 && header.size() > best.columns;
            if (more && !(tabs && found == 0) && !(separator == ' ' && found == 0)) {
                best = new Choice(separator, found, header.size());
            }
        }
        return best;
    }

    private static List<String> header(String what, String body, char separator) {
        try {
            return new Csv(body, separator)
                    .first(what).cells().stream().map(CsvTable::clean).toList();
        } catch (ArchiveException e) {
            return List.of(); // a quote that this separator leaves open
        }
    }
}
