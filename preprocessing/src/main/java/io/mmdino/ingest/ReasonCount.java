package io.mmdino.ingest;

import io.mmdino.manifest.ManifestEntry;
import io.mmdino.manifest.ManifestEntry.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Counts reasons for which studies were refused and series not used. Reasons that differ only in numbers and in what they quote
 * count as one, so that a summary has few lines.
 */
public final class ReasonCount {

    /** Kinds of reasons that are told apart; the rest is counted together, because reasons quote what files hold. */
    private static final int MOST_KINDS = 2_000;

    private static final int SHOWN = 20;
    private static final int LONGEST = 110;
    private static final String OTHERS = "other reasons";

    /** From the second clause of a quotation on. */
    private static final Pattern DETAIL = Pattern.compile("\\(([^(),;:]*)[,;:][^()]*\\)");

    private static final Pattern FILES = Pattern.compile(" \\(\\d+ files\\)");
    private static final Pattern NUMBER =
            Pattern.compile("(?<![A-Za-z.\\d-])\\d+(?:[.,]\\d+)*(?:[eE][-+]?\\d+)?(?![A-Za-z\\d])");

    private final Map<String, Long> studies = new TreeMap<>();
    private final Map<String, Long> series = new TreeMap<>();

    /** Counts a study's row and those of its series. */
    void add(ManifestEntry entry) {
        if (entry.status() == Status.REFUSED) {
            refused(entry.reason());
        }
        for (ManifestEntry.Series one : entry.series()) {
            if (one.status() != Status.ACCEPTED) {
                notUsed(one.reason());
            }
        }
    }

    void refused(String reason) {
        count(studies, reason);
    }

    void notUsed(String reason) {
        count(series, reason);
    }

    private static void count(Map<String, Long> counts, String reason) {
        String kind = kind(reason);
        counts.merge(counts.containsKey(kind) || counts.size() < MOST_KINDS ? kind : OTHERS, 1L, Long::sum);
    }

    /** A reason without numbers and details. */
    static String kind(String reason) {
        String plain = FILES.matcher(reason).replaceAll("");
        String general =
                NUMBER.matcher(DETAIL.matcher(plain).replaceAll("($1)")).replaceAll("N");
        String first = general.split("; ")[0].strip();
        return first.length() <= LONGEST ? first : first.substring(0, LONGEST) + "...";
    }

    /** One line for each reason, the most frequent first. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        add(lines, "studies refused", studies);
        add(lines, "series or images not used", series);
        return lines;
    }

    private static void add(List<String> lines, String title, Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return;
        }
        lines.add(title + ", by reason:");
        List<Map.Entry<String, Long>> sorted = counts.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Long> count) -> -count.getValue())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        sorted.stream()
                .limit(SHOWN)
                .forEach(count -> lines.add(String.format("%8d  %s", count.getValue(), count.getKey())));
        long rest = sorted.stream().skip(SHOWN).mapToLong(Map.Entry::getValue).sum();
        if (rest > 0) {
            lines.add(String.format("%8d  for %d other reasons; the manifest has all", rest, sorted.size() - SHOWN));
        }
    }
}
