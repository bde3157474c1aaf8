package io.mmdino.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmdino.config.SettingsException.Fault;
import io.mmdino.settings.KeyNames;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds keys that are no settings, and suggests the most similar known key. */
final class UnknownKeys {

    private static final int NEAR = 3;

    private UnknownKeys() {}

    static List<Fault> in(JsonNode section, RecordComponent[] components, String key) {
        List<String> known = Arrays.stream(components).map(KeyNames::of).toList();
        return section.properties().stream()
                .map(entry -> entry.getKey())
                .filter(name -> !known.contains(name))
                .map(name -> fault(KeyNames.join(key, name), name, known))
                .toList();
    }

    private static Fault fault(String key, String name, List<String> known) {
        String advice = nearest(name, known)
                .map(near -> "did you mean " + near + "?")
                .orElse("known here: " + String.join(", ", known));
        return new Fault(key, key + " is not a setting; " + advice);
    }

    private static Optional<String> nearest(String name, List<String> known) {
        LevenshteinDistance distance = new LevenshteinDistance();
        String wanted = KeyNames.ofCamelCase(name).replace('_', '-');
        return known.stream()
                .filter(candidate -> distance.apply(candidate, wanted) <= Math.min(NEAR, candidate.length() / 2))
                .min(Comparator.comparing(candidate -> distance.apply(candidate, wanted)));
    }
}
