package io.mmdino.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One command line run in this process: exit code and what it printed. */
public record CommandRun(int code, String out, String err) {

    public static CommandRun of(Object... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> line = new ArrayList<>();
        for (Object word : words) {
            line.add(word instanceof Path path ? path.toString() : word.toString());
        }
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), line.toArray(String[]::new));
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** The last line that is not blank. */
    public String lastLine() {
        List<String> lines = out.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
