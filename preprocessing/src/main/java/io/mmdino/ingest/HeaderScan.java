package io.mmdino.ingest;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.disk.Json;
import io.mmdino.spill.Entry;
import io.mmdino.spill.EntryReader;
import io.mmdino.spill.SpillFolder;
import io.mmdino.spill.SpillLog;
import io.mmdino.spill.SpillSorter;
import io.mmdino.survey.ArchiveSurvey;
import io.mmdino.survey.FileScan;
import io.mmdino.survey.Finding;
import io.mmdino.survey.HeaderCache;
import io.mmdino.survey.HeaderScanRules;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Scans the files whose names do not say what they hold: findings of an earlier run in the same file come from the cache, the
 * other files are opened on Spark.
 */
final class HeaderScan {

    /** Up to this many headers are read on the driver, so that Spark need not start for them; containers never are. */
    private static final int FEW = 50;

    private final Supplier<SparkSession> spark;
    private final Configuration conf;
    private final HeaderScanRules rules;
    private final HeaderCache cache;
    private final SpillLog misses;
    private final SpillSorter remembered;
    private final boolean forgetAbsent;
    private boolean changed;
    private boolean container;

    HeaderScan(Supplier<SparkSession> spark, Configuration conf, IngestRequest request, SpillFolder spill)
            throws IOException {
        this.spark = spark;
        this.conf = conf;
        forgetAbsent = request.forgetAbsent();
        rules = HeaderScanRules.of(request.settings(), request.rules());
        cache = HeaderCache.beside(conf, request.output(), request.key(), rules.version());
        misses = spill.log();
        remembered = spill.sorter();
    }

    /** Adds the findings in all candidates to the survey. */
    void run(ArchiveSurvey survey) throws IOException {
        if (survey.candidates().size() == 0) {
            return;
        }
        recall(survey);
        if (misses.size() == 0) {
            return;
        }
        FileScan.Listener listener = (stamp, finding) -> {
            survey.finding(finding);
            if (finding.lasting()) {
                changed = true;
                remembered.add(new Entry(stamp, finding.toBytes()));
            }
        };
        try (EntryReader files = misses.read()) {
            if (misses.size() <= FEW && !container) {
                rules.scan(conf).scan(files, listener);
            } else {
                new HeaderScanStage(spark.get(), conf, rules).run(files, listener);
            }
        }
    }

    /** Merges candidates and cache, both sorted by stamp: what the cache knows goes to the survey, the rest to the misses. */
    private void recall(ArchiveSurvey survey) throws IOException {
        try (EntryReader candidates = survey.candidates().read();
                EntryReader cached = cache.read()) {
            Optional<Entry> seen = cached.next();
            for (Optional<Entry> file = candidates.next(); file.isPresent(); file = candidates.next()) {
                String stamp = file.get().key();
                for (; seen.isPresent() && seen.get().key().compareTo(stamp) < 0; seen = cached.next()) {
                    gone(seen.get());
                }
                if (seen.isEmpty() || !seen.get().key().equals(stamp)) {
                    miss(file.get());
                }
                for (; seen.isPresent() && seen.get().key().equals(stamp); seen = cached.next()) {
                    survey.finding(Finding.of(seen.get().body()));
                    remembered.add(seen.get());
                }
            }
            for (; seen.isPresent(); seen = cached.next()) {
                gone(seen.get());
            }
        }
    }

    private void miss(Entry file) throws IOException {
        misses.add(file);
        container |= FileScan.isContainer(Json.read(file.text(), ArchiveFile.class));
    }

    /**
     * Keeps a file that is not in this archive, unless absent files are forgotten: another archive of the same output may have
     * it.
     */
    private void gone(Entry seen) throws IOException {
        if (forgetAbsent) {
            changed = true;
        } else {
            remembered.add(seen);
        }
    }

    /** Writes the findings for the next run, if they differ from those in the cache. */
    void remember() throws IOException {
        if (changed) {
            cache.write(remembered);
        }
    }
}
