package io.mmdino.ingest;

import io.mmdino.archive.SeriesSource;
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
 * Looks into the files whose names do not tell what they hold: what an earlier run saw in the same file is taken from the cache,
 * the others are opened on Spark.
 */
final class HeaderScan {

    /** So few headers are read before a Spark has started; containers never are. */
    private static final int FEW = 50;

    private final Supplier<SparkSession> spark;
    private final Configuration conf;
    private final HeaderScanRules recipe;
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
        recipe = HeaderScanRules.of(request.settings(), request.rules());
        cache = HeaderCache.beside(conf, request.output(), request.key(), recipe.version());
        misses = spill.log();
        remembered = spill.sorter();
    }

    /** Tells the survey of all its candidates. */
    void run(ArchiveSurvey survey) throws IOException {
        if (survey.candidates().size() == 0) {
            return;
        }
        recall(survey);
        if (misses.size() == 0) {
            return;
        }
        HeaderScanStage.Heard heard = (stamp, finding) -> {
            survey.finding(finding);
            if (finding.lasting()) {
                changed = true;
                remembered.add(new Entry(stamp, finding.toBytes()));
            }
        };
        try (EntryReader files = misses.read()) {
            if (misses.size() <= FEW && !container) {
                here(files, heard);
            } else {
                new HeaderScanStage(spark.get(), conf, recipe).run(files, heard);
            }
        }
    }

    /** Both are sorted by stamp, and so are walked side by side. */
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
        container |= FileScan.isContainer(
                Json.read(file.text(), SeriesSource.Place.class).file());
    }

    /** A file that is not in this archive may be in the next that goes into the same folder. */
    private void gone(Entry seen) throws IOException {
        if (forgetAbsent) {
            changed = true;
        } else {
            remembered.add(seen);
        }
    }

    private void here(EntryReader files, HeaderScanStage.Heard heard) throws IOException {
        FileScan look = recipe.look(conf);
        for (Optional<Entry> file = files.next(); file.isPresent(); file = files.next()) {
            for (Finding finding : look.look(
                    Json.read(file.get().text(), SeriesSource.Place.class).file())) {
                heard.finding(file.get().key(), finding);
            }
        }
    }

    /** Keeps what was seen for the next run, when it is not what is kept already. */
    void remember() throws IOException {
        if (changed) {
            cache.write(remembered);
        }
    }
}
