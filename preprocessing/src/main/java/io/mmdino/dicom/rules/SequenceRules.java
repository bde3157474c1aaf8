package io.mmdino.dicom.rules;

import io.mmdino.dicom.BoundedText;
import io.mmdino.dicom.DicomHeader;
import io.mmdino.dicom.SeriesFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Rules, which users can edit, that decide which MRI sequence a series is.
 *
 * <p>Rules that exclude are tested first. Then two kinds of evidence are evaluated, each by its first rule that holds: names
 * (description, protocol) and values (times, scanning sequence, contrast agent). When both give a sequence and disagree, the series
 * is ambiguous.
 *
 * @param yaml text that the rules were read from; rules travel to tasks as this text
 * @param exclude rules for series that are not used, such as localizers
 * @param names rules on description and protocol
 * @param values rules on numbers and codes
 */
public record SequenceRules(
        String yaml, List<SequenceRule> exclude, List<SequenceRule> names, List<SequenceRule> values) {

    /** Name of the rules file in conf, and of the resource with its text in the jar. */
    public static final String FILE = "sequences.yaml";

    public SequenceRules {
        exclude = List.copyOf(exclude);
        names = List.copyOf(names);
        values = List.copyOf(values);
    }

    /** The rules in the program's jar. */
    public static SequenceRules packed() {
        try (InputStream in = SequenceRules.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the program's jar has no " + FILE + ": build it again");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), FILE);
        } catch (IOException e) {
            throw new IllegalStateException("the program's jar cannot be read", e);
        }
    }

    /**
     * Reads rules.
     *
     * @param origin name of the file, for messages
     * @throws SequenceRulesException when the rules are not valid; it lists all faults
     */
    public static SequenceRules parse(String yaml, String origin) {
        return new SequenceRulesParser(origin).parse(yaml);
    }

    /** Decides the sequence of an image's series. */
    public SequenceVerdict verdict(DicomHeader header) {
        SeriesFacts facts = SeriesFacts.of(header.acquisition());
        try {
            return verdict(facts);
        } catch (BoundedText.TooManySteps e) {
            return SequenceVerdict.ambiguous("a rule's expression takes too many steps: simplify it in " + FILE);
        }
    }

    private SequenceVerdict verdict(SeriesFacts facts) {
        Optional<SequenceRule> excluded = first(exclude, facts);
        if (excluded.isPresent()) {
            return SequenceVerdict.excluded(excluded.get().why(facts));
        }
        Optional<SequenceRule> name = first(names, facts);
        Optional<SequenceRule> value = first(values, facts);
        if (name.isEmpty() && value.isEmpty()) {
            return SequenceVerdict.none("no rule holds for its name, " + facts.numbers());
        }
        if (name.isEmpty() || value.isEmpty()) {
            SequenceRule only = name.or(() -> value).orElseThrow();
            return SequenceVerdict.of(only.sequence(), only.why(facts));
        }
        String both = name.get().why(facts) + ", " + value.get().why(facts);
        return value.get().agrees(name.get().sequence())
                ? SequenceVerdict.of(name.get().sequence(), both)
                : SequenceVerdict.ambiguous("the name says " + name.get().sequence() + ", the values say "
                        + value.get().sequence() + ": " + both);
    }

    private static Optional<SequenceRule> first(List<SequenceRule> rules, SeriesFacts facts) {
        return rules.stream().filter(rule -> rule.holds(facts)).findFirst();
    }
}
