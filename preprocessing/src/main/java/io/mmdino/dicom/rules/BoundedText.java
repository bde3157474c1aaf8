package io.mmdino.dicom.rules;

/**
 * A text that throws after a number of reads. It bounds the time of matching a regular expression by users, which can backtrack
 * for years over 40 letters.
 */
final class BoundedText implements CharSequence {

    /** Largest number of reads; a search through 64 letters usually takes hundreds. */
    private static final int MAX_STEPS = 100_000;

    private final String text;
    private int steps;

    BoundedText(String text) {
        this.text = text;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (++steps > MAX_STEPS) {
            throw new TooManySteps();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }

    /** An expression has read more letters than it may. */
    static final class TooManySteps extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("more than " + MAX_STEPS + " steps");
        }
    }
}
