package io.mmdino.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the header says, it is parsed or refused with an IOException: never another failure, never much memory. */
class SafetensorsHeaderFuzzTest {

    private static final String WHOLE = "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
            + "\"b\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[24,32]}}   ";

    @Property(tries = 500, seed = "41")
    void anyBytesAreParsedOrRefused(@ForAll byte[] json) {
        parse(json);
    }

    @Property(tries = 1000, seed = "42")
    void aHeaderWithSomethingReplacedIsParsedOrRefused(@ForAll("damaged") String json) {
        parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 500, seed = "43")
    void anyNumbersAreParsedOrRefused(@ForAll long size, @ForAll long begin, @ForAll long end) {
        parse("{\"t\":{\"dtype\":\"I64\",\"shape\":[%d,3],\"data_offsets\":[%d,%d]}}"
                .formatted(size, begin, end)
                .getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> damaged() {
        Arbitrary<String> pieces = Arbitraries.of(
                "",
                "{",
                "}",
                "[",
                "]",
                "\"",
                ",",
                ":",
                "null",
                "-1",
                "1e9",
                "9223372036854775807",
                "\\u0000",
                "F32",
                "shape",
                "[[[[",
                "\"a\":{}",
                "true",
                "0".repeat(400),
                "{\"a\":".repeat(2000),
                "[".repeat(5000));
        Arbitrary<Integer> places = Arbitraries.integers().between(0, WHOLE.length());
        return Combinators.combine(places, Arbitraries.integers().between(0, 9), pieces)
                .as((place, cut, piece) ->
                        WHOLE.substring(0, place) + piece + WHOLE.substring(Math.min(WHOLE.length(), place + cut)));
    }

    private static void parse(byte[] json) {
        try {
            SafetensorsHeader header = SafetensorsHeader.parse(new ByteArrayInputStream(json), 32);
            long bytes = header.tensors().values().stream()
                    .mapToLong(span -> span.end() - span.begin())
                    .sum();
            if (bytes != 32) {
                throw new AssertionError("accepted spans of " + bytes + " bytes for 32");
            }
        } catch (IOException e) {
            // refused: what the caller turns into a CheckpointException with the file's name
        }
    }
}
