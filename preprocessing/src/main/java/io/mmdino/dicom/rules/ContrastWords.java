package io.mmdino.dicom.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Words about contrast agents in the languages of hospitals, from the section {@code contrast} of the rules. Phrases are
 * consumed from a text one after the other, longer ones first, so that the agent in "without agent" is not found again.
 */
final class ContrastWords {

    /** Keys of the section. */
    static final List<String> KEYS = List.of(
            "agents",
            "not",
            "without",
            "before",
            "after",
            "with",
            "given-words",
            "not-given",
            "given",
            "both",
            "hints",
            "other-meaning",
            "entry-yes",
            "entry-no",
            "entry-empty");

    /** Between a negation and the agent: punctuation, and small words of the ten languages. */
    private static final String LINK =
            "(?:[ .,:()\\[\\]/'\"&=-]|\\b(?:any|the|of|to|le|la|les|l|d|de|du|des|el|del|di|do|da|dell|della|il|het|een|the|die|der"
                    + "|das|dem|i ?\\.?v|iv|ev|agent\\w*|podani\\w+|dozyln\\w+|srodk\\w+|gabe|produit|medio|mezzo|meio|media|material|administra\\w+"
                    + "|applikation|use)\\b)*";

    private final WordList otherMeaning;
    private final WordList both;
    private final WordList notGivenPhrases;
    private final WordList notGiven;
    private final WordList givenPhrases;
    private final WordList given;
    private final WordList withAtEnd;
    private final WordList hints;
    private final WordList entryYes;
    private final WordList entryNo;
    private final WordList entryEmpty;

    ContrastWords(Map<String, List<String>> lists) {
        String agents = words(lists, "agents").expression();
        String negating = joined(lists, "not", "without", "before").expression();
        String denied = words(lists, "given-words").expression();
        String after = joined(lists, "after", "with").expression();
        String han = "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana} ]{0,4}";
        otherMeaning = words(lists, "other-meaning");
        both = WordList.ofExpression(String.join(
                "|",
                words(lists, "both").expression(),
                after + "[ ]?[/+&-][ ]?" + words(lists, "without").expression(),
                agents + "[ ]?\\(?(?:\\+ ?/ ?-|\\+-|\u00B1)",
                "(?:\\+ ?/ ?-|\\+-|\u00B1) ?\\)?[ ]?" + agents,
                agents + "[ ]?\\?",
                agents + " -$",
                " -" + agents,
                agents + han + "(?:\u524D[\u5F8C\u540E])"));
        notGivenPhrases = WordList.ofExpression(String.join(
                "|",
                negating + LINK + agents + "(?:" + LINK + agents + ")*" + "(?:" + LINK + denied + ")?",
                agents + LINK + words(lists, "not").expression() + "(?:" + LINK + denied + "|[ .]*$)",
                words(lists, "not").expression() + LINK + denied,
                agents + "(?:-| ?\\(-\\))(?![\\p{L}\\d])",
                agents + han + "(?:\u524D|\u306A\u3057|\u30CA\u30B7|\u7121\u3057)"));
        notGiven = joined(lists, "not-given", "without", "before");
        givenPhrases = WordList.ofExpression(String.join(
                "|", "(?:" + after + LINK + ")?\\+? ?" + agents + "(?:" + LINK + agents + ")*(?: ?\\(?\\+\\)?)?"));
        given = joined(lists, "given", "after");
        withAtEnd = WordList.ofExpression(words(lists, "with").expression() + "[ ./]*$");
        hints = joined(lists, "hints", "with");
        entryYes = words(lists, "entry-yes");
        entryNo = words(lists, "entry-no");
        entryEmpty = words(lists, "entry-empty");
    }

    /** Statement of a description or the name of a protocol. */
    ContrastSays ofDescription(String text) {
        String rest = otherMeaning.consume(PlainText.of(text));
        boolean mixed = both.in(rest);
        rest = both.consume(rest);
        boolean absent = notGivenPhrases.in(rest) || notGiven.in(notGivenPhrases.consume(rest));
        rest = notGiven.consume(notGivenPhrases.consume(rest));
        boolean present = givenPhrases.in(rest) || given.in(rest) || withAtEnd.in(rest);
        rest = withAtEnd.consume(given.consume(givenPhrases.consume(rest)));
        boolean hint = hints.in(rest);
        if (mixed || absent && (present || hint)) {
            return ContrastSays.BOTH;
        }
        return absent
                ? ContrastSays.NOT_GIVEN
                : present ? ContrastSays.GIVEN : hint ? ContrastSays.HINT : ContrastSays.NOTHING;
    }

    /** Statement of the entry of an attribute for an agent, where a word that is not known is a hint. */
    ContrastSays ofEntry(String text) {
        String plain = PlainText.of(text);
        if (plain.isEmpty() || entryEmpty.isAll(plain)) {
            return ContrastSays.NOTHING;
        }
        if (entryNo.isAll(plain)) {
            return ContrastSays.NOT_GIVEN;
        }
        if (entryYes.isAll(plain)) {
            return ContrastSays.GIVEN;
        }
        ContrastSays said = ofDescription(text);
        return said == ContrastSays.NOTHING ? ContrastSays.HINT : said;
    }

    private static WordList words(Map<String, List<String>> lists, String key) {
        return WordList.of(lists.getOrDefault(key, List.of()));
    }

    private static WordList joined(Map<String, List<String>> lists, String... keys) {
        List<String> all = new ArrayList<>();
        for (String key : keys) {
            all.addAll(lists.getOrDefault(key, List.of()));
        }
        return WordList.of(all);
    }
}
