package io.mmdino.bench;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveListing;
import java.io.IOException;
import java.util.List;

/**
 * Listing of a generated archive: five empty files per study, in an order that scatters the files of a study over the whole
 * listing.
 *
 * @param entries number of files, no multiple of 1,000,000,007
 */
public record GeneratedListing(long entries) implements ArchiveListing {

    private static final List<String> FILES = List.of("t1", "t1c", "t2", "flair", "seg");

    /** A prime: multiples of it modulo the number of entries visit every entry, unless that number is one of its multiples. */
    private static final long STEP = 1_000_000_007;

    public GeneratedListing {
        if (entries < 1 || entries % STEP == 0) {
            throw new IllegalArgumentException(
                    "entries is " + entries + ", wanted 1 or more and no multiple of " + STEP);
        }
    }

    @Override
    public void visit(Visitor visitor) throws IOException {
        for (long i = 0; i < entries; i++) {
            visitor.file(file(Math.floorMod(i * STEP, entries)));
        }
    }

    private static ArchiveFile file(long entry) {
        String subject = String.format("sub-%09d", entry / FILES.size());
        String name = FILES.get((int) (entry % FILES.size()));
        String path = "hdfs://archive/studies/" + subject + "/ses-preop/anat/" + subject + "_ses-preop_space-sri_"
                + name + ".nii.gz";
        return new ArchiveFile(path, 0, 1_600_000_000_000L);
    }
}
