package io.mmdino.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The differences between the names and shapes of a file and those of a model. All go into one message, so that a user sees
 * whether the file is of another size of model or a name is wrong.
 */
record NameCheck(List<String> missing, List<String> unexpected, List<String> misshapen) {

    private static final int SHOWN = 8;

    static NameCheck of(Map<String, List<Integer>> found, Map<String, List<Integer>> wanted) {
        return new NameCheck(
                without(wanted.keySet(), found.keySet()),
                without(found.keySet(), wanted.keySet()),
                wanted.entrySet().stream()
                        .filter(want -> found.containsKey(want.getKey())
                                && !found.get(want.getKey()).equals(want.getValue()))
                        .map(want -> want.getKey() + " is " + found.get(want.getKey()) + ", wanted " + want.getValue())
                        .toList());
    }

    boolean fits() {
        return missing.isEmpty() && unexpected.isEmpty() && misshapen.isEmpty();
    }

    String message() {
        return Stream.of(part("missing", missing), part("unexpected", unexpected), part("of another shape", misshapen))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String part(String title, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
        return names.size() + " " + title + ": " + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + more;
    }

    private static List<String> without(Set<String> all, Set<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return List.copyOf(rest);
    }
}
