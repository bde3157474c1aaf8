package io.mmdino.selfcheck;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints findings as they come, and a verdict at the end. */
public final class CheckTable {

    private static final String ROW = "%-8s %-30s %-42s %11s %8s  %s";

    private final PrintWriter out;
    private final List<CheckResult> outside = new ArrayList<>();
    private int count;

    public CheckTable(PrintWriter out) {
        this.out = out;
        print("kernels", "trace", "quantity", "worst error", "bound", "verdict");
    }

    public void add(CheckResult finding) {
        count++;
        if (!finding.holds()) {
            outside.add(finding);
        }
        print(finding);
    }

    /** Whether every finding is within its bound. */
    public boolean holds() {
        return outside.isEmpty();
    }

    /** Repeats the rows that are out, which may have scrolled away, and ends with one line that says how it went. */
    public void summarise() {
        if (holds()) {
            out.println("All " + count + " quantities are within their bounds.");
            return;
        }
        out.println();
        outside.forEach(this::print);
        out.println(outside.size() + " of " + count + " quantities are OUT of their bounds.");
    }

    private void print(CheckResult finding) {
        boolean compared = finding.reason().isEmpty();
        String outcome = compared ? "OUT" : "OUT: " + finding.reason();
        print(
                finding.kernels(),
                finding.trace(),
                finding.quantity(),
                compared ? text("%.2e", finding.error()) : "-",
                compared ? text("%.1e", finding.bound()) : "-",
                finding.holds() ? "ok" : outcome);
    }

    private static String text(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }

    private void print(Object... cells) {
        out.println(ROW.formatted(cells).stripTrailing());
        out.flush();
    }
}
