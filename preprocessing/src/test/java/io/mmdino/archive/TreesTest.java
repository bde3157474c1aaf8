package io.mmdino.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Trees of names against the studies that they hold; {@code trees/trees.txt} says how they are written. */
class TreesTest {

    private static final SequenceNames NAMES = new SequenceNames(List.of("t1", "t1c", "t2", "flair"));
    private static final Pattern BRACES = Pattern.compile("(.*)\\{(.*)}(.*)");

    private record Tree(List<String> files, List<String> expected) {}

    static Stream<Arguments> trees() throws IOException {
        Map<String, Tree> trees = new LinkedHashMap<>();
        try (InputStream in = TreesTest.class.getResourceAsStream("/trees/trees.txt")) {
            Tree tree = null;
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("## ")) {
                    tree = new Tree(new ArrayList<>(), new ArrayList<>());
                    trees.put(line.substring(3), tree);
                } else if (tree != null && (line.startsWith("= ") || line.startsWith("! "))) {
                    tree.expected.add(line.startsWith("=") ? line.substring(2) : line);
                } else if (tree != null && !line.isBlank()) {
                    tree.files.addAll(files(line));
                }
            }
        }
        return trees.entrySet().stream()
                .map(tree -> Arguments.of(tree.getKey(), tree.getValue().files, tree.getValue().expected));
    }

    private static List<String> files(String line) {
        Matcher braces = BRACES.matcher(line);
        return braces.matches()
                ? Stream.of(braces.group(2).split(","))
                        .map(word -> braces.group(1) + word + braces.group(3))
                        .toList()
                : List.of(line);
    }

    @Test
    void thereAreAtLeastSixtyTrees() throws IOException {
        assertThat(trees().count()).isGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trees")
    void aTreeOfNamesHoldsTheStudiesThatItsWritersMeant(String title, List<String> files, List<String> expected)
            throws IOException {
        assertThat(studies("file:/data/in/", files)).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trees")
    void aTreeInAContainerHoldsTheSame(String title, List<String> files, List<String> expected) throws IOException {
        assertThat(studies("hdfs://data/in/all.zip!/", files)).containsExactlyElementsOf(expected);
    }

    /** Lists folder by folder, as walks do, and the files of a folder in any order. */
    private static List<String> studies(String root, List<String> names) throws IOException {
        Map<String, List<ArchiveFile>> folders = new TreeMap<>();
        for (String name : names) {
            String[] place = (root + name).split("!/", 2);
            ArchiveFile file = place.length == 1
                    ? new ArchiveFile(place[0], 1000, 1)
                    : new ArchiveFile(place[0], 1000, 1, place[1], 7);
            folders.computeIfAbsent(file.folder(), key -> new ArrayList<>()).add(file);
        }
        List<FoundFile> found = new ArrayList<>();
        StrayImages strays = new StrayImages(found::add);
        for (List<ArchiveFile> files : folders.values()) {
            Collections.shuffle(files, new Random(5));
            for (ArchiveFile file : files) {
                offer(file, found, strays);
            }
        }
        strays.flush();
        return rows(found);
    }

    private static void offer(ArchiveFile file, List<FoundFile> found, StrayImages strays) throws IOException {
        if (NAMES.image(file).isPresent()) {
            strays.known(NAMES.image(file).get());
            found.add(NAMES.image(file).get());
        } else if (file.isNifti() && !OtherImages.isNotWanted(file)) {
            strays.nameless(file);
        } else if (OtherImages.format(file.name()).isPresent()) {
            strays.unread(file, OtherImages.format(file.name()).get());
        }
    }

    private static List<String> rows(List<FoundFile> found) {
        Map<String, List<FoundFile>> studies = new TreeMap<>();
        found.stream().filter(file -> file.kind() == FoundFile.Kind.NAMED).forEach(file -> studies.computeIfAbsent(
                        file.id(), id -> new ArrayList<>())
                .add(file));
        TreeSet<String> rows = new TreeSet<>();
        studies.values().forEach(files -> rows.add(row(StudyAssembly.of(files))));
        List<String> all = new ArrayList<>(rows);
        long unknown = found.stream()
                .filter(file -> file.kind() == FoundFile.Kind.REFUSED)
                .map(FoundFile::id)
                .distinct()
                .count();
        if (unknown > 0) {
            all.add("! " + unknown);
        }
        return all;
    }

    private static String row(ArchiveStudy study) {
        int unused = study.unused().stream()
                .mapToInt(ArchiveStudy.UnusedSeries::files)
                .sum();
        return study.subject() + ' ' + study.id() + ":"
                + (study.series().isEmpty() ? "" : " " + String.join(" ", new TreeMap<>(study.series()).keySet()))
                + (unused > 0 && showsUnused(study) ? " ?" + unused : "")
                + (study.refusal().isEmpty() ? "" : " refused");
    }

    /** Other sets of public data are not counted in the rows, to keep these short. */
    private static boolean showsUnused(ArchiveStudy study) {
        return !study.subject().matches("(Patient-0|UPENN|UCSF|TCGA|RHUH).*");
    }
}
