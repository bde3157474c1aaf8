package io.mmdino.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The option {@code --json} of commands whose result a program reads: one JSON object on one line is all of standard output. The
 * keys {@code command}, {@code exit_code} and {@code seconds} are every command's; submit/CLUSTER.md lists the others.
 */
public final class JsonResult {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double NANOS = 1e9;

    @Option(names = "--json", description = "One JSON object on standard output, and all text on standard error.")
    private boolean wanted;

    private final long start = System.nanoTime();

    /** Where a command prints text for people. */
    public PrintWriter text(CommandSpec spec) {
        return wanted ? spec.commandLine().getErr() : spec.commandLine().getOut();
    }

    /**
     * Prints the object if it is wanted.
     *
     * @param code exit code of the command
     * @param facts further keys, whose values are texts, numbers, flags, lists or maps
     * @return the exit code
     */
    public int finish(CommandSpec spec, int code, Map<String, Object> facts) {
        if (wanted) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("command", spec.name());
            all.put("exit_code", code);
            all.put("seconds", Math.round((System.nanoTime() - start) / NANOS * 1000) / 1000.0);
            all.putAll(facts);
            try {
                spec.commandLine().getOut().println(JSON.writeValueAsString(all));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("texts and numbers are always JSON", e);
            }
        }
        return code;
    }
}
