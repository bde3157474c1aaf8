package io.mmdino.dicom;

/** A text that an expression may look at so often and no more: some expressions take years for 40 letters. */
public final class BoundedText implements CharSequence {

    /** A search through 64 letters by a sane expression takes hundreds. */
    private static final int MOST_STEPS = 100_000;

    private final String text;
    private int steps;

    public BoundedText(String text) {
        this.text = text;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (++steps > MOST_STEPS) {
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

    /** The expression gave no answer within the steps it has. */
    public static final class TooManySteps extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("more than " + MOST_STEPS + " steps");
        }
    }
}
