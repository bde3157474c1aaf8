package io.mmdino.dicom.rules;

import io.mmdino.dicom.BoundedText;
import io.mmdino.dicom.SeriesFacts;
import java.util.List;
import java.util.regex.Pattern;

/** What a rule asks of a series. Reasons hold numbers of the file and words of the rule, never text of the file. */
sealed interface SequenceCondition {

    boolean holds(SeriesFacts facts);

    String why(SeriesFacts facts);

    /** Description or protocol has this expression somewhere. */
    record Name(Pattern pattern) implements SequenceCondition {

        @Override
        public boolean holds(SeriesFacts facts) {
            return facts.names().stream()
                    .anyMatch(name -> pattern.matcher(new BoundedText(name)).find());
        }

        @Override
        public String why(SeriesFacts facts) {
            return "description or protocol";
        }
    }

    /** A time lies between two, ms, both included; one that the file has not lies nowhere. */
    record Within(SeriesFacts.Time time, double low, double high) implements SequenceCondition {

        @Override
        public boolean holds(SeriesFacts facts) {
            double value = time.of(facts);
            return value >= low && value <= high;
        }

        @Override
        public String why(SeriesFacts facts) {
            return time.show(facts);
        }
    }

    /** Whether a contrast agent is given. */
    record Contrast(boolean wanted) implements SequenceCondition {

        @Override
        public boolean holds(SeriesFacts facts) {
            return facts.contrast() == wanted;
        }

        @Override
        public String why(SeriesFacts facts) {
            return wanted ? "contrast agent" : "no contrast agent";
        }
    }

    /** One of these codes is among the file's. */
    record AnyOf(SeriesFacts.Codes codes, List<String> wanted) implements SequenceCondition {

        @Override
        public boolean holds(SeriesFacts facts) {
            return wanted.stream().anyMatch(codes.of(facts)::contains);
        }

        @Override
        public String why(SeriesFacts facts) {
            return codes.key() + " "
                    + wanted.stream()
                            .filter(codes.of(facts)::contains)
                            .findFirst()
                            .orElse("none");
        }
    }
}
