package io.mmdino.dicom.rules;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Condition of a rule on a series. Reasons hold numbers of the file and words of the rule, never text of the file. */
sealed interface SequenceCondition {

    boolean holds(SeriesFacts facts);

    /** Reason why the condition holds, for a manifest. */
    String why(SeriesFacts facts);

    /** The description, protocol or sequence name contains a match of an expression. */
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

    /** Neither description nor protocol nor sequence name contains a match of an expression. */
    record Unless(Name name) implements SequenceCondition {

        @Override
        public boolean holds(SeriesFacts facts) {
            return !name.holds(facts);
        }

        @Override
        public String why(SeriesFacts facts) {
            return "no other word in description or protocol";
        }
    }

    /** A time is from {@code low} to {@code high}, ms, both included. A missing time never fulfils it. */
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

    /** A contrast agent is given, or is not. */
    record Contrast(boolean wanted) implements SequenceCondition {

        @Override
        public boolean holds(SeriesFacts facts) {
            return facts.contrast() == wanted;
        }

        @Override
        public String why(SeriesFacts facts) {
            return facts.contrastWhy();
        }
    }

    /** The image shows one of some parts of the body. */
    record Body(List<String> wanted) implements SequenceCondition {

        @Override
        public boolean holds(SeriesFacts facts) {
            return wanted.contains(facts.body().part().key());
        }

        @Override
        public String why(SeriesFacts facts) {
            return facts.body().why();
        }
    }

    /** The file has one of some codes. */
    record AnyOf(SeriesFacts.Codes codes, List<String> wanted) implements SequenceCondition {

        public AnyOf {
            wanted = wanted.stream().map(AnyOf::upper).toList();
        }

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

        private static String upper(String code) {
            return code.toUpperCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** The file has codes, and none of some. */
    record NoneOf(AnyOf any) implements SequenceCondition {

        @Override
        public boolean holds(SeriesFacts facts) {
            return !any.codes().of(facts).isEmpty() && !any.holds(facts);
        }

        @Override
        public String why(SeriesFacts facts) {
            return any.codes().key() + " without " + String.join(", ", any.wanted());
        }
    }
}
