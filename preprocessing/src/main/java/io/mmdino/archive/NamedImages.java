package io.mmdino.archive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Chooses which of a study's files are used, among those whose names say what they show.
 *
 * <p>All images must come from one {@link StudyRoot}: two roots mean two studies with one id, and none is used. Images of
 * different BIDS spaces or derivatives are never mixed: the set with most sequences is taken, at a tie the dataset's own before
 * derivatives, then the first by name. Among several files for one sequence the shortest name is taken, then the first: a plain
 * name before one with a run or an acquisition, the first run before the others.
 *
 * <p>A tumour mask must lie in the images' space. It may come from derivatives, and from another root if that is the only one
 * with masks.
 */
final class NamedImages {

    /** Masks corrected by hand come before others, and those of a program last. */
    private static final Pattern BY_HAND = Pattern.compile("(?i).*(?:manual|corrected|expert).*");

    private static final Pattern BY_PROGRAM = Pattern.compile("(?i).*(?:[-_]auto|automated|approx).*");

    private static final Comparator<FoundFile> SIMPLEST_NAME = Comparator.<FoundFile>comparingInt(NamedImages::trust)
            .thenComparingInt(found -> found.file().name().length())
            .thenComparing(found -> found.file().name())
            .thenComparing(found -> found.file().location());
    /** Values of BIDS' space entity for the space that a subject was scanned in. */
    private static final Set<String> OWN_SPACE =
            Set.of("", "orig", "native", "scanner", "individual", "t1w", "t2w", "flair");

    private final Map<String, FoundFile> used = new TreeMap<>();
    private final List<Left> left = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private String refusal = "";

    /** A file that is not used, and why. */
    record Left(FoundFile file, String reason) {}

    /** A set of images that are aligned with each other. */
    private record Together(String tree, String space) {}

    /** A file with its root and set, computed once, because this runs for every file of an archive. */
    private record Placed(FoundFile file, String root, Together set) {

        static Placed of(FoundFile file) {
            StudyRoot place = StudyRoot.of(file);
            return new Placed(file, place.root(), new Together(place.tree(), file.group()));
        }

        boolean isMask() {
            return file.sequence().equals(SequenceNames.SEGMENTATION);
        }
    }

    private NamedImages() {}

    private static int trust(FoundFile found) {
        boolean mask = found.sequence().equals(SequenceNames.SEGMENTATION);
        String name = found.file().name();
        return !mask
                ? 0
                : BY_HAND.matcher(name).matches()
                        ? -1
                        : BY_PROGRAM.matcher(name).matches() ? 1 : 0;
    }

    /** @param named files of one study, in any order */
    static NamedImages of(List<FoundFile> named) {
        NamedImages chosen = new NamedImages();
        Map<Boolean, List<Placed>> byKind =
                named.stream().sorted(SIMPLEST_NAME).map(Placed::of).collect(Collectors.partitioningBy(Placed::isMask));
        List<Placed> images = byKind.get(false);
        long roots = roots(images);
        if (roots > 1) {
            chosen.refuse(named, roots);
        } else if (images.isEmpty()) {
            byKind.get(true).forEach(mask -> chosen.use(mask.file));
        } else {
            Together best = chosen.images(images);
            chosen.masks(byKind.get(true), best, images.get(0).root);
        }
        return chosen;
    }

    private static long roots(List<Placed> files) {
        return files.stream().map(Placed::root).distinct().count();
    }

    private void refuse(List<FoundFile> named, long roots) {
        refusal = "more than one study has this id: its images lie in " + roots
                + " folders or containers; give each study an id of its own, or keep one";
        named.forEach(file -> left.add(new Left(file, "more than one study has this id")));
    }

    private Together images(List<Placed> images) {
        Map<Together, List<Placed>> sets = images.stream().collect(Collectors.groupingBy(Placed::set));
        Together best = sets.entrySet().stream()
                .min(Comparator.<Map.Entry<Together, List<Placed>>>comparingLong(set -> -sequences(set.getValue()))
                        .thenComparing(set -> set.getKey().tree())
                        .thenComparing(set -> set.getKey().space()))
                .orElseThrow()
                .getKey();
        boolean oneTree = sets.keySet().stream().map(Together::tree).distinct().count() == 1;
        String kind = oneTree ? "space" : "derivative";
        if (sets.size() > 1) {
            notes.add("images in " + sets.size() + " " + kind + "s; used the " + kind + " with most sequences");
        }
        for (Placed image : images) {
            if (image.set.equals(best)) {
                use(image.file);
            } else {
                left.add(new Left(image.file, "lies in another " + kind + " than most sequences"));
            }
        }
        return best;
    }

    private static long sequences(List<Placed> set) {
        return set.stream().map(image -> image.file.sequence()).distinct().count();
    }

    private void use(FoundFile file) {
        if (used.putIfAbsent(file.sequence(), file) != null) {
            notes.add("more than one file for " + file.sequence() + "; used the shortest name");
            left.add(new Left(file, "another file of this sequence has a shorter name"));
        }
    }

    private void masks(List<Placed> all, Together best, String root) {
        List<Placed> fitting = ofOneRoot(all, root).stream()
                .filter(mask -> fits(mask.set.space, best.space))
                .sorted(Comparator.comparingInt(mask -> distance(mask.set, best))) // stable: simplest names stay first
                .toList();
        fitting.forEach(mask -> use(mask.file));
        Set<Placed> taken = new HashSet<>(fitting);
        all.stream()
                .filter(mask -> !taken.contains(mask))
                .forEach(mask -> left.add(new Left(mask.file, "lies in another space or folder than the images")));
        if (fitting.isEmpty() && !all.isEmpty()) {
            notes.add("no tumour mask lies in the space of the images, or in one place beside them; none was used");
        }
    }

    /** The masks under the images' root; if there are none, all masks, provided that they share one root. */
    private List<Placed> ofOneRoot(List<Placed> masks, String root) {
        List<Placed> beside =
                masks.stream().filter(mask -> mask.root.equals(root)).toList();
        if (!beside.isEmpty() || roots(masks) != 1) {
            return beside;
        }
        notes.add("the tumour mask lies in another folder than the images");
        return masks;
    }

    private static boolean fits(String mask, String images) {
        return mask.equals(images) || isOwn(mask) && isOwn(images);
    }

    private static boolean isOwn(String space) {
        String name = space.toLowerCase(Locale.ROOT);
        return OWN_SPACE.contains(name) || SequenceWords.isInPlace(name) || name.endsWith("native/");
    }

    private static int distance(Together mask, Together best) {
        return (mask.tree.equals(best.tree) ? 0 : 2) + (mask.space.equals(best.space) ? 0 : 1);
    }

    /** The files that are used, by sequence. */
    Map<String, FoundFile> used() {
        return used;
    }

    List<Left> left() {
        return left;
    }

    /** Decisions about the files; free of ids and paths. */
    List<String> notes() {
        return notes;
    }

    /** Why the study cannot be used, free of ids and paths; empty when it can. */
    String refusal() {
        return refusal;
    }
}
