package io.mmdino;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The size of packages and files, and how they are named and described; {@link ArchitectureTest} has the arrows. */
class HouseTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String PACKAGE_INFO = "package-info.java";

    /** Beyond this a package wants a seam. */
    private static final int FILES_IN_A_PACKAGE = 30;

    /** Packages that may be larger, and by how much. */
    private static final Map<String, Integer> LARGE_PACKAGES = Map.of(
            "kernel", 73, // flat, because the memory of a tensor is visible inside the package alone
            "evaluate", 34 // the regression hangs on feature tables and classifiers both ways
            );

    private static final int FILES_OF_THE_COMMAND_LINE = 25;
    private static final int SMALL = 30;
    private static final double SHARE_OF_SMALL_FILES = 0.08;
    private static final int LONG = 300;

    /** Tests that are read as one story, and the one class that passes every kernel operation on. */
    private static final Set<String> LONG_FILES = Set.of(
            "JobOnS3Test",
            "HospitalArchiveTest",
            "IngestionTest",
            "SeveralWorkersTest",
            "WholeJobTest",
            "ArchitectureTest",
            "CheckedKernels",
            "DerivativesTest");

    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?io\\.mmdino\\.([a-z.]+)\\.[A-Z]", Pattern.MULTILINE);

    private static final String MOST = "most of the others";
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z.]+)` \\| [^|]+ \\| (?!uses )([a-z., ]+) \\|$", Pattern.MULTILINE);

    private static final Pattern DOC = Pattern.compile("/\\*\\*\\s*(?:\\*\\s*)?([^\\n]*)");

    private static final Pattern LEANING =
            Pattern.compile("^(The same|Of|As above|As \\{@link|Again|Ditto|Likewise)\\b.*");

    private static final Pattern TALK =
            Pattern.compile("\\b\\w*?(?:[Tt]old|[Hh]eard|[Hh]ears|[Tt]ells?|TELL)\\w*\\s*[(=;:,)]");

    private final List<Source> main = sources("main");
    private final List<Source> tests = sources("test");

    private record Source(Path path, String room, String name, String text) {

        static Source of(Path root, Path path) {
            try {
                String room = root.relativize(path.getParent()).toString().replace('/', '.');
                String name = path.getFileName().toString().replace(".java", "");
                return new Source(path, room, name, Files.readString(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isDescription() {
            return path.endsWith(PACKAGE_INFO);
        }

        long lines() {
            return text.lines().count();
        }

        /** Without blank lines and lines of comments. */
        long linesOfCode() {
            return text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty()
                            && !line.startsWith("//")
                            && !line.startsWith("/*")
                            && !line.startsWith("*"))
                    .count();
        }
    }

    private static List<Source> sources(String kind) {
        List<Source> all = new ArrayList<>();
        for (String module : List.of("preprocessing", "spark-job")) {
            Path root = PROJECT.resolve(module).resolve("src/" + kind + "/java/io/mmdino");
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .sorted()
                        .forEach(file -> all.add(Source.of(root, file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static Map<String, Integer> sizes(Collection<Source> sources) {
        return sources.stream().collect(Collectors.toMap(Source::room, source -> 1, Integer::sum, TreeMap::new));
    }

    @Test
    void noPackageIsLargerThanItMayBe() {
        Map<String, Integer> tooLarge = sizes(main);
        tooLarge.entrySet()
                .removeIf(room -> room.getValue() <= LARGE_PACKAGES.getOrDefault(room.getKey(), FILES_IN_A_PACKAGE));
        assertThat(tooLarge).as("packages that want a seam").isEmpty();
        assertThat(sizes(main).get("cli")).isLessThanOrEqualTo(FILES_OF_THE_COMMAND_LINE);
    }

    @Test
    void noSimpleNameStandsTwice() {
        Map<String, Long> names = main.stream()
                .filter(source -> !source.isDescription())
                .collect(Collectors.groupingBy(Source::name, TreeMap::new, Collectors.counting()));
        names.values().removeIf(count -> count == 1);
        assertThat(names).isEmpty();
    }

    @Test
    void everyPackageSaysWhatBelongsInIt() {
        Map<String, String> descriptions = main.stream()
                .filter(Source::isDescription)
                .collect(Collectors.toMap(Source::room, source -> source.text()
                        .substring(0, source.text().lastIndexOf("package "))
                        .replaceAll("[/*\\s]+", " ")));
        assertThat(descriptions.keySet()).isEqualTo(sizes(main).keySet());
        descriptions.forEach((room, text) -> assertThat(text.strip())
                .as("package-info of " + room)
                .hasSizeGreaterThan(80)
                .endsWith("."));
    }

    /** The table for those who change the code: a row for every package, with what it imports. */
    @Test
    void theTableOfPackagesIsThatOfTheImports() throws IOException {
        Map<String, Set<String>> imports = new TreeMap<>();
        for (Source source : main) {
            Set<String> used = imports.computeIfAbsent(source.room(), room -> new TreeSet<>());
            Matcher line = IMPORT.matcher(source.text());
            while (line.find()) {
                used.add(line.group(1));
            }
            used.remove(source.room());
        }
        Map<String, Set<String>> table = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(PROJECT.resolve("spark-job/README.md")));
        while (row.find()) {
            String uses = row.group(2);
            Set<String> named = uses.equals("nothing") ? Set.of() : new TreeSet<>(List.of(uses.split(", ")));
            table.put(row.group(1), uses.equals(MOST) ? imports.getOrDefault(row.group(1), Set.of()) : named);
        }
        assertThat(table).isEqualTo(imports);
    }

    @Test
    void longFilesAreNamed() {
        Set<String> found = new TreeSet<>();
        Stream.concat(main.stream(), tests.stream())
                .filter(source -> source.lines() > LONG)
                .forEach(source -> found.add(source.name()));
        assertThat(found).as("files of more than " + LONG + " lines").isSubsetOf(LONG_FILES);
    }

    @Test
    void fewFilesAreCrumbs() {
        assertThat(shareOfSmallFiles()).isLessThanOrEqualTo(SHARE_OF_SMALL_FILES);
    }

    private double shareOfSmallFiles() {
        List<Source> code =
                main.stream().filter(source -> !source.isDescription()).toList();
        return code.stream().filter(source -> source.lines() <= SMALL).count() / (double) code.size();
    }

    @Test
    void everyCommentStandsAlone() {
        Set<String> leaning = new TreeSet<>();
        for (Source source : main) {
            Matcher doc = DOC.matcher(source.text());
            while (doc.find()) {
                if (LEANING.matcher(doc.group(1).strip()).matches()) {
                    leaning.add(source.name() + ": " + doc.group(1).strip());
                }
            }
        }
        assertThat(leaning).isEmpty();
    }

    @Test
    void namesAreThoseThatAStrangerWouldSearchFor() {
        Set<String> talking = new TreeSet<>();
        for (Source source : main) {
            for (String line : source.text().lines().toList()) {
                String code = line.replaceAll("\"(?:\\\\.|[^\"\\\\])*\"", "").replaceAll("//.*|^\\s*/?\\*.*", "");
                Matcher word = TALK.matcher(code);
                while (word.find()) {
                    talking.add(source.name() + ": " + word.group());
                }
            }
        }
        assertThat(talking).isEmpty();
    }

    @Test
    void theFiguresOfTheHouseArePrinted() throws IOException {
        Map<String, Integer> sizes = sizes(main);
        List<Integer> sorted = sizes.values().stream().sorted().toList();
        int largest = sorted.get(sorted.size() - 1);
        int median = sorted.get(sorted.size() / 2);
        long lines = main.stream().mapToLong(Source::lines).sum();
        long code = main.stream().mapToLong(Source::linesOfCode).sum();
        long readme = Files.size(PROJECT.resolve("README.md"));
        System.out.printf(
                "house: %d packages, %d files, %d lines, %d of them code; files a package: median %d, most %d, cli %d; %.1f %% of files have %d"
                        + " lines or fewer; README %d bytes%n",
                sizes.size(),
                main.size(),
                lines,
                code,
                median,
                largest,
                sizes.get("cli"),
                100 * shareOfSmallFiles(),
                SMALL,
                readme);
        assertThat(median).isLessThanOrEqualTo(18);
        assertThat(readme).isLessThanOrEqualTo(10_000);
        assertThat(main.size()).isLessThanOrEqualTo(880);
    }
}
