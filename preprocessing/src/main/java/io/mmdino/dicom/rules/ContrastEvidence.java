package io.mmdino.dicom.rules;

import io.mmdino.dicom.Acquisition;
import io.mmdino.dicom.ContrastAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Whether a contrast agent was given before an image, by all descriptions and attributes together. A contradiction, or a hint
 * alone, is unclear.
 *
 * @param why sources of the decision by name or tag, without text of the file; safe for a manifest
 */
record ContrastEvidence(Kind kind, String why) {

    /** Kinds of evidence. */
    enum Kind {
        GIVEN,
        /** Nothing speaks of an agent, or it is said that none was given. */
        NOT_GIVEN,
        UNCLEAR
    }

    private static final double HALF_A_DAY = 12 * 3600;

    static ContrastEvidence of(Acquisition image, ContrastWords words) {
        Map<String, ContrastSays> said = new LinkedHashMap<>();
        names(image, words, said);
        attributes(image.contrast(), words, said);
        said.values().removeIf(ContrastSays.NOTHING::equals);
        return merged(said);
    }

    /**
     * Some vendors name the whole examination in the protocol, "with and without contrast": beside a description that says
     * nothing, a protocol with an agent is only a hint, and one with both says nothing.
     */
    private static void names(Acquisition image, ContrastWords words, Map<String, ContrastSays> said) {
        ContrastSays description = words.ofDescription(image.seriesDescription());
        ContrastSays protocol = words.ofDescription(image.protocolName());
        boolean same = PlainText.of(image.seriesDescription()).equals(PlainText.of(image.protocolName()));
        boolean ofExamination = !image.seriesDescription().isBlank() && !same;
        if (same || ofExamination && protocol == ContrastSays.BOTH) {
            protocol = ContrastSays.NOTHING;
        } else if (ofExamination && description == ContrastSays.NOTHING && protocol == ContrastSays.GIVEN) {
            protocol = ContrastSays.HINT;
        }
        said.put("description", description);
        said.put("protocol", protocol);
    }

    private static void attributes(ContrastAttributes agent, ContrastWords words, Map<String, ContrastSays> said) {
        said.put("(0018,9342)", words.ofEntry(agent.administered()));
        if (said.get("(0018,9342)") == ContrastSays.NOT_GIVEN) {
            return; // the agents of the examination, of which this image had none
        }
        Map<String, ContrastSays> own = new LinkedHashMap<>();
        own.put("(0018,0010)", words.ofEntry(agent.agent()));
        own.put("(0018,0012)", codes(agent.codes(), words));
        own.put("(0018,1048)", words.ofEntry(agent.ingredient()));
        own.put("(0018,9344)", words.ofEntry(agent.phase()));
        own.put("(0018,1042)", bolus(agent));
        own.put("(0018,1043)", Double.isNaN(agent.bolusStop()) ? ContrastSays.NOTHING : ContrastSays.HINT);
        own.put("(0018,1046)", positive(agent.flows()) ? ContrastSays.GIVEN : ContrastSays.NOTHING);
        own.put("(0018,1049)", agent.concentration() > 0 ? ContrastSays.HINT : ContrastSays.NOTHING);
        ContrastSays route = words.ofEntry(agent.route());
        own.put("(0018,1040)", route == ContrastSays.GIVEN ? ContrastSays.HINT : route);
        boolean named = own.containsValue(ContrastSays.GIVEN);
        own.put("(0018,1041)", amount(agent.amounts(), named));
        said.putAll(own);
    }

    /** Zero contradicts an agent that is named; alone it is a default that scanners write. */
    private static ContrastSays amount(List<Double> amounts, boolean named) {
        boolean zero = amounts.stream().anyMatch(amount -> amount == 0);
        return positive(amounts) ? ContrastSays.GIVEN : zero && named ? ContrastSays.NOT_GIVEN : ContrastSays.NOTHING;
    }

    private static ContrastSays codes(List<String> codes, ContrastWords words) {
        List<ContrastSays> said = new ArrayList<>();
        codes.forEach(
                code -> said.add(code.equals(ContrastAttributes.CODED) ? ContrastSays.GIVEN : words.ofEntry(code)));
        boolean given = said.contains(ContrastSays.GIVEN);
        boolean none = said.contains(ContrastSays.NOT_GIVEN);
        if (given && none) {
            return ContrastSays.BOTH;
        }
        return given
                ? ContrastSays.GIVEN
                : none ? ContrastSays.NOT_GIVEN : said.isEmpty() ? ContrastSays.NOTHING : said.get(0);
    }

    private static ContrastSays bolus(ContrastAttributes agent) {
        double later = agent.bolusStart() - agent.acquired();
        if (Double.isNaN(agent.bolusStart())) {
            return ContrastSays.NOTHING;
        }
        return later > 0 && later < HALF_A_DAY ? ContrastSays.BOTH : ContrastSays.GIVEN;
    }

    private static boolean positive(List<Double> numbers) {
        return numbers.stream().flatMapToDouble(DoubleStream::of).anyMatch(number -> number > 0);
    }

    private static ContrastEvidence merged(Map<String, ContrastSays> said) {
        boolean given = said.containsValue(ContrastSays.GIVEN);
        boolean none = said.containsValue(ContrastSays.NOT_GIVEN);
        boolean hint = said.containsValue(ContrastSays.HINT);
        if (said.containsValue(ContrastSays.BOTH) || none && (given || hint) || hint && !given) {
            return new ContrastEvidence(Kind.UNCLEAR, "contrast agent unclear: " + unclear(said));
        }
        if (given) {
            return new ContrastEvidence(Kind.GIVEN, "contrast agent by " + sources(said, ContrastSays.GIVEN));
        }
        String by = none ? " by " + sources(said, ContrastSays.NOT_GIVEN) : "";
        return new ContrastEvidence(Kind.NOT_GIVEN, "no contrast agent" + by);
    }

    private static String unclear(Map<String, ContrastSays> said) {
        List<String> parts = new ArrayList<>();
        Map<ContrastSays, String> words = Map.of(
                ContrastSays.GIVEN, "given by ",
                ContrastSays.NOT_GIVEN, "none by ",
                ContrastSays.HINT, "hinted at by ",
                ContrastSays.BOTH, "contradicted within ");
        for (ContrastSays kind : ContrastSays.values()) {
            if (said.containsValue(kind)) {
                parts.add(words.get(kind) + sources(said, kind));
            }
        }
        return String.join(", ", parts);
    }

    private static String sources(Map<String, ContrastSays> said, ContrastSays wanted) {
        return said.entrySet().stream()
                .filter(entry -> entry.getValue() == wanted)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(" and "));
    }
}
