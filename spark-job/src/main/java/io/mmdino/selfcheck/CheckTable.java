package io.mmdino.selfcheck;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints each result as a row of a table as soon as it is added, and a summary at the end. */
public final class CheckTable {

    private static final String ROW = "%-8s %-30s %-42s %11s %8s  %s";

    private final PrintWriter out;
    private final List<SelfCheck.Result> outside = new ArrayList<>();
    private int count;

    public CheckTable(PrintWriter out) {
        this.out = out;
        print("kernels", "trace", "quantity", "worst error", "bound", "verdict");
    }

    /** Prints a result as a row. */
    public void add(SelfCheck.Result result) {
        count++;
        if (!result.holds()) {
            outside.add(result);
        }
        print(result);
    }

    /** Whether every result so far is within its bound. */
    public boolean holds() {
        return outside.isEmpty();
    }

    /** Prints the rows that are out of bounds once more, as they may have scrolled away, and the number of results. */
    public void summarise() {
        if (holds()) {
            out.println("All " + count + " quantities are within their bounds.");
            return;
        }
        out.println();
        outside.forEach(this::print);
        out.println(outside.size() + " of " + count + " quantities are OUT of their bounds.");
    }

    private void print(SelfCheck.Result result) {
        boolean compared = result.reason().isEmpty();
        String outcome = compared ? "OUT" : "OUT: " + result.reason();
        print(
                result.kernels(),
                result.trace(),
                result.quantity(),
                compared ? text("%.2e", result.error()) : "-",
                compared ? text("%.1e", result.bound()) : "-",
                result.holds() ? "ok" : outcome);
    }

    private static String text(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }

    private void print(Object... cells) {
        out.println(ROW.formatted(cells).stripTrailing());
        out.flush();
    }
}
