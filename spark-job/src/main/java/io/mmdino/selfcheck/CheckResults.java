package io.mmdino.selfcheck;

import java.io.IOException;
import java.util.function.Consumer;

/** Takes the findings of one trace, one after the other. */
final class CheckResults {

    private static final int LONGEST_REASON = 300;

    private final String kernels;
    private final String trace;
    private final Consumer<CheckResult> sink;
    private int count;

    CheckResults(String kernels, String trace, Consumer<CheckResult> sink) {
        this.kernels = kernels;
        this.trace = trace;
        this.sink = sink;
    }

    /** Something that compares quantities. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    void add(String quantity, double error, double bound) {
        count++;
        sink.accept(new CheckResult(kernels, trace, quantity, error, bound, ""));
    }

    /** A quantity that is out because it could not be compared. */
    void fail(String quantity, String reason) {
        count++;
        sink.accept(new CheckResult(kernels, trace, quantity, Double.POSITIVE_INFINITY, 0, reason));
    }

    /** Runs a part of the trace. What it throws, or its silence, is a finding that is out: damage must not hide. */
    void attempt(String part, Work work) {
        int before = count;
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            fail(part, oneLine(e));
        } catch (OutOfMemoryError e) {
            // A damaged configuration can ask for any size; the traces after it can still be replayed.
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
