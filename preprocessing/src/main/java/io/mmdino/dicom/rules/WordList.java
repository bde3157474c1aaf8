package io.mmdino.dicom.rules;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Words as regular expressions, of which any may match. A word of Latin letters does not match inside a longer word, but may
 * stand beside digits, as in {@code t1post}; Chinese and Japanese words match anywhere.
 *
 * @param expression alternatives with their boundaries, for use in other expressions; it matches nothing for an empty list
 */
record WordList(String expression, Pattern pattern) {

    private static final Pattern EAST_ASIAN = Pattern.compile("[\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]");
    /** Beside a letter of the word there is no other one; signs such as + may stand beside letters. */
    private static final String START = "(?:(?<![a-z])|(?![a-z]))";

    private static final String END = "(?:(?![a-z])|(?<![a-z]))";
    private static final String NOTHING = "(?!)";

    /** Stands for a consumed word, so that what was beside it does not become one word. */
    private static final String GAP = " ; ";

    static WordList of(List<String> words) {
        return ofExpression(expression(words));
    }

    static WordList ofExpression(String expression) {
        return new WordList(expression, Pattern.compile(expression));
    }

    private static String expression(List<String> words) {
        return words.isEmpty()
                ? NOTHING
                : words.stream().map(WordList::bounded).collect(Collectors.joining("|", "(?:", ")"));
    }

    private static String bounded(String word) {
        return EAST_ASIAN.matcher(word).find() ? "(?:" + word + ")" : START + "(?:" + word + ")" + END;
    }

    boolean in(String text) {
        return pattern.matcher(new BoundedText(text)).find();
    }

    boolean isAll(String text) {
        return pattern.matcher(new BoundedText(text)).matches();
    }

    /** Replaces all matches by a gap. */
    String consume(String text) {
        Matcher matcher = pattern.matcher(new BoundedText(text));
        StringBuilder rest = new StringBuilder();
        int from = 0;
        while (matcher.find()) {
            if (matcher.end() > matcher.start()) {
                rest.append(text, from, matcher.start()).append(GAP);
                from = matcher.end();
            }
        }
        return rest.append(text, from, text.length()).toString();
    }
}
