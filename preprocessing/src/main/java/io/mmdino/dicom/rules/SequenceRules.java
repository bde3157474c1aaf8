package io.mmdino.dicom.rules;

import io.mmdino.dicom.Acquisition;
import io.mmdino.dicom.DicomHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Rules, which users can edit, that decide which MRI sequence a series is.
 *
 * <p>Rules that exclude are tested first, then those that raise a doubt, which makes the series ambiguous. Then two kinds of
 * evidence are evaluated, each by its first rule that holds: names (description, protocol) and values (times, scanning
 * sequence). When both give a sequence and disagree, the series is ambiguous. So it is when it is unclear whether a contrast
 * agent was given ({@link ContrastEvidence}) and the sequence depends on it.
 */
public final class SequenceRules {

    /** Name of the rules file in conf, and of the resource with its text in the jar. */
    public static final String FILE = "sequences.yaml";

    private final String yaml;
    private final Sections sections;
    private final Decisions decisions = new Decisions();

    /**
     * Rules by section.
     *
     * @param exclude rules for series that are not used, such as localizers
     * @param doubt rules for series that are ambiguous
     * @param names rules on description and protocol
     * @param values rules on numbers and codes
     * @param contrast words about contrast agents
     * @param body words of parts of the body
     */
    record Sections(
            List<SequenceRule> exclude,
            List<SequenceRule> doubt,
            List<SequenceRule> names,
            List<SequenceRule> values,
            ContrastWords contrast,
            BodyEvidence.BodyWords body) {}

    private record Decision(SequenceVerdict verdict, BodyEvidence.Part part) {}

    /** The last decisions, because the hundreds of slices of a series have one, and a decision takes a millisecond. */
    private static final class Decisions {

        private static final int MOST = 256;

        private final Map<Acquisition, Decision> last = new LinkedHashMap<>(16, 0.75f, true);

        synchronized Decision of(Acquisition series, Function<Acquisition, Decision> decide) {
            Decision known = last.get(series);
            if (known == null) {
                known = decide.apply(series);
                last.put(series, known);
                if (last.size() > MOST) {
                    last.remove(last.keySet().iterator().next());
                }
            }
            return known;
        }
    }

    SequenceRules(String yaml, Sections sections) {
        this.yaml = yaml;
        this.sections = sections;
    }

    /** Text that the rules were read from; rules travel to tasks as this text. */
    public String yaml() {
        return yaml;
    }

    /** The rules in the program's jar. */
    public static SequenceRules packed() {
        return parse(packedText(), FILE);
    }

    static String packedText() {
        try (InputStream in = SequenceRules.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the program's jar has no " + FILE + ": build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
        Acquisition image = header.acquisition();
        boolean mr = header.ids().mrImage() || header.ids().sopClassUid().isEmpty();
        if (!mr || !image.modality().equals("MR")) {
            return SequenceVerdict.excluded("no MR image by modality or SOP class");
        }
        return decision(image).verdict;
    }

    /** Part of the body that an image shows. */
    public BodyEvidence.Part bodyPart(DicomHeader header) {
        return decision(header.acquisition()).part;
    }

    private Decision decision(Acquisition image) {
        return decisions.of(image.ofSeries(), series -> {
            try {
                BodyEvidence body = BodyEvidence.of(series, sections.body);
                return new Decision(verdict(series, body), body.part());
            } catch (BoundedText.TooManySteps e) {
                return new Decision(
                        SequenceVerdict.ambiguous("a rule's expression takes too many steps: simplify it in " + FILE),
                        BodyEvidence.Part.NOT_KNOWN);
            }
        });
    }

    /** What a description says about a contrast agent. */
    ContrastSays contrastOf(String description) {
        return sections.contrast.ofDescription(description);
    }

    private SequenceVerdict verdict(Acquisition image, BodyEvidence body) {
        ContrastEvidence agent = ContrastEvidence.of(image, sections.contrast);
        SeriesFacts facts = SeriesFacts.of(image, agent, body);
        SequenceVerdict verdict = verdict(facts).withContrast(agent.kind() != ContrastEvidence.Kind.NOT_GIVEN);
        if (agent.kind() != ContrastEvidence.Kind.UNCLEAR) {
            return verdict;
        }
        SequenceVerdict given = verdict(facts.withContrast(true));
        boolean same = given.kind() == verdict.kind() && given.sequence().equals(verdict.sequence());
        return same ? verdict : SequenceVerdict.ambiguous(agent.why());
    }

    private SequenceVerdict verdict(SeriesFacts facts) {
        Optional<SequenceRule> excluded = first(sections.exclude, facts);
        if (excluded.isPresent()) {
            return SequenceVerdict.excluded(excluded.get().why(facts));
        }
        Optional<SequenceRule> doubtful = first(sections.doubt, facts);
        if (doubtful.isPresent()) {
            return SequenceVerdict.ambiguous(doubtful.get().why(facts));
        }
        Optional<SequenceRule> name = first(sections.names, facts);
        Optional<SequenceRule> value = first(sections.values, facts);
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
