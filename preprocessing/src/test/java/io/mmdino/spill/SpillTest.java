package io.mmdino.spill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillTest {

    private static final int TINY = 4 << 10;

    @TempDir
    Path temp;

    @Test
    void moreThanTheBufferHoldsComesBackSorted() throws IOException {
        Random random = new Random(1);
        List<String> keys = new ArrayList<>();
        try (SpillFolder folder = SpillFolder.in(temp)) {
            SpillSorter sorter = new SpillSorter(folder, TINY);
            for (int i = 0; i < 30_000; i++) { // about a thousand runs: two levels are joined
                String key = Integer.toHexString(random.nextInt(5_000));
                keys.add(key);
                sorter.add(Entry.of(key, "body of " + key));
            }
            keys.sort(null);
            assertThat(sorter.size()).isEqualTo(30_000);
            assertThat(all(sorter.read())).extracting(Entry::key).isEqualTo(keys);
            assertThat(all(sorter.read())).allMatch(entry -> entry.text().equals("body of " + entry.key()));
        }
    }

    @Test
    void entriesOfOneKeyHaveAnOrderOfTheirOwn() throws IOException {
        try (SpillFolder folder = SpillFolder.in(temp)) {
            SpillSorter forward = folder.sorter();
            SpillSorter backward = new SpillSorter(folder, 200);
            for (int i = 0; i < 9; i++) {
                forward.add(Entry.of("k", "" + i));
                backward.add(Entry.of("k", "" + (8 - i)));
            }
            assertThat(all(forward.read())).extracting(Entry::text).isSorted();
            assertThat(all(backward.read()))
                    .extracting(Entry::text)
                    .isEqualTo(all(forward.read()).stream().map(Entry::text).toList());
        }
    }

    @Test
    void aLogKeepsTheOrderAndReadsTwice() throws IOException {
        try (SpillFolder folder = SpillFolder.in(temp)) {
            SpillLog log = folder.log();
            log.add(Entry.of("b", ""));
            log.add(Entry.of("a", "x"));
            assertThat(all(log.read())).extracting(Entry::key).containsExactly("b", "a");
            assertThat(all(log.read())).extracting(Entry::text).containsExactly("", "x");
        }
    }

    @Test
    void filesAreTheOwnersUnreadableWithoutTheKeyAndGoneAtTheEnd() throws IOException {
        try (SpillFolder folder = SpillFolder.in(temp)) {
            SpillSorter sorter = new SpillSorter(folder, 1);
            sorter.add(Entry.of("key", "sub-Miller_t1.nii.gz"));
            try (Stream<Path> files = Files.walk(temp)) {
                for (Path path : files.filter(path -> !path.equals(temp)).toList()) {
                    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                    assertThat(mode).isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
                    if (path.getFileName().toString().startsWith("spill-")) {
                        assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
                                .hasSizeGreaterThan(20)
                                .doesNotContain("Miller");
                    }
                }
            }
            assertThat(all(sorter.read())).extracting(Entry::text).containsExactly("sub-Miller_t1.nii.gz");
        }
        assertThat(temp).isEmptyDirectory();
    }

    private static List<Entry> all(EntryReader reader) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (reader) {
            for (Optional<Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                entries.add(entry.get());
            }
        }
        return entries;
    }
}
