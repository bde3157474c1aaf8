package io.mmdino.selfcheck;

import java.io.IOException;
import java.util.function.Consumer;

/** Passes on the results of one trace, and turns failures of its replay into results. */
final class CheckResults {

    private static final int LONGEST_REASON = 300;

    private final String kernels;
    private final String trace;
    private final Consumer<SelfCheck.Result> sink;
    private int count;

    CheckResults(String kernels, String trace, Consumer<SelfCheck.Result> sink) {
        this.kernels = kernels;
        this.trace = trace;
        this.sink = sink;
    }

    /** A part of a replay, which adds results. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Adds the comparison of one quantity. */
    void add(String quantity, double error, double bound) {
        count++;
        sink.accept(new SelfCheck.Result(kernels, trace, quantity, error, bound, ""));
    }

    /** Adds a quantity that is out of bounds because it could not be compared. */
    void fail(String quantity, String reason) {
        count++;
        sink.accept(new SelfCheck.Result(kernels, trace, quantity, Double.POSITIVE_INFINITY, 0, reason));
    }

    /**
     * Runs a part of a replay. An exception, or a part that adds no result, becomes a result that is out of bounds, so that
     * a damaged trace cannot pass.
     */
    void attempt(String part, Work work) {
        int before = count;
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            fail(part, oneLine(e));
        } catch (OutOfMemoryError e) {
            // A damaged configuration may have any size; the traces after it can still be replayed.
            fail(part, "it asks for more memory than there is: " + oneLine(e));
        }
        if (count == before) {
            fail(part, "it holds nothing to compare with");
        }
    }

    private static String oneLine(Throwable e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + " ...";
    }
}
