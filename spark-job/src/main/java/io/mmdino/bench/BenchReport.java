package io.mmdino.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.checkpoint.Provenance;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Results of one bench, with the machine that they were measured on. */
final class BenchReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> facts = new LinkedHashMap<>();

    BenchReport(String bench) {
        facts.put("bench", bench);
    }

    /** Adds a result; doubles are rounded to four significant digits. */
    BenchReport put(String name, Object value) {
        facts.put(name, value instanceof Double number ? rounded(number) : value);
        return this;
    }

    private static Object rounded(double number) {
        return Double.isFinite(number) && number != 0
                ? new java.math.BigDecimal(number)
                        .round(new java.math.MathContext(4))
                        .doubleValue()
                : number;
    }

    /** Adds the machine: CPU, cores, JVM, version of the program. */
    BenchReport machine(String kernels, int threads) {
        Provenance here = Provenance.here("", "", kernels);
        return put("kernels", kernels)
                .put("threads", threads)
                .put("cpu", here.cpu())
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("jvm", here.jvm())
                .put("version", here.codeVersion());
    }

    /** Prints one result per line, or all as one JSON object on one line. */
    void print(PrintWriter out, boolean json) {
        if (!json) {
            facts.forEach((name, value) -> out.printf("%-20s %s%n", name, value));
            return;
        }
        try {
            out.println(JSON.writeValueAsString(facts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and names are always JSON", e);
        }
    }
}
