package io.mmdino.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.Test;

class RetryingListingTest {

    @Test
    void aListingThatFailsAnywhereGoesOnWhereItWas() throws IOException {
        List<String> names = List.of("a", "a-b", "a.c", "b", "c", "d");
        for (int failing = 1; failing <= names.size() * 2; failing++) {
            Listed listed = new Listed(names, failing);
            assertThat(namesOf(listing(listed))).containsExactlyElementsOf(names);
            assertThat(listed.begun).isEqualTo(failing <= names.size() ? 2 : 1);
        }
    }

    @Test
    void aListingInNoOrderComesWholeOrFails() throws IOException {
        List<String> names = List.of("a", "c", "b", "d");
        assertThat(namesOf(listing(new Listed(names, 99)))).containsExactlyElementsOf(names);
        for (int failing = 1; failing <= 2; failing++) { // after no entry, or after "a"
            assertThat(namesOf(listing(new Listed(names, failing)))).containsExactlyElementsOf(names);
        }
        for (int failing = 3; failing <= names.size(); failing++) {
            RemoteIterator<LocatedFileStatus> listing = listing(new Listed(names, failing));
            assertThatThrownBy(() -> namesOf(listing)).isInstanceOf(IOException.class);
        }
    }

    private static RemoteIterator<LocatedFileStatus> listing(Listed files) throws IOException {
        StoreRetries retries = new StoreRetries(Duration.ofSeconds(5), Duration.ofMillis(1));
        return new RetryingFileSystem(files, retries).listFiles(new Path("/"), true);
    }

    private static List<String> namesOf(RemoteIterator<? extends FileStatus> listing) throws IOException {
        List<String> names = new ArrayList<>();
        while (listing.hasNext()) {
            names.add(listing.next().getPath().getName());
        }
        return names;
    }

    /** A file system that lists names. One entry of the first listing fails. */
    private static final class Listed extends LocalFileSystem {

        private final List<String> names;
        private final int failing;
        private int given;
        private int begun;

        /** @param failing number of the request for an entry that fails, from 1 */
        Listed(List<String> names, int failing) {
            this.names = names;
            this.failing = failing;
        }

        @Override
        public RemoteIterator<LocatedFileStatus> listFiles(Path folder, boolean recursive) {
            begun++;
            var left = names.iterator();
            return new RemoteIterator<>() {
                @Override
                public boolean hasNext() {
                    return left.hasNext();
                }

                @Override
                public LocatedFileStatus next() throws IOException {
                    String name = left.next();
                    if (++given == failing) {
                        throw new IOException("500");
                    }
                    return new LocatedFileStatus(new FileStatus(1, false, 1, 1, 1, new Path("listed:/" + name)), null);
                }
            };
        }
    }
}
