package io.mmdino.manifest;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.mmdino.shard.Split;
import io.mmdino.shard.StudyFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/** The manifest as Parquet: a row for every study, with {@value #WHOLE_STUDY} for its sequence, and one for every series. */
final class ManifestSchema {

    static final String WHOLE_STUDY = "*";

    static final MessageType MESSAGE = message();

    private ManifestSchema() {}

    private static MessageType message() {
        Types.MessageTypeBuilder message = Types.buildMessage();
        List.of("study", "subject", "site", "split", "sequence", "content_hash", "status", "reason")
                .forEach(name -> message.required(BINARY).as(stringType()).named(name));
        message.required(INT64).named("bytes");
        message.optional(INT32).named("label");
        List.of("stamp", "settings_hash", "shard")
                .forEach(name -> message.required(BINARY).as(stringType()).named(name));
        message.required(INT32).named("windows");
        List.of("shard_bytes", "run", "seen")
                .forEach(name -> message.required(INT64).named(name));
        return message.named("manifest");
    }

    /** The study's row, then one for each series. */
    static List<Group> rows(ManifestEntry entry) {
        List<Group> rows = new ArrayList<>();
        rows.add(row(
                entry,
                new ManifestEntry.Series(
                        WHOLE_STUDY, entry.contentHash(), entry.bytes(), entry.status(), entry.reason())));
        entry.series().forEach(series -> rows.add(row(entry, series)));
        return rows;
    }

    private static Group row(ManifestEntry entry, ManifestEntry.Series series) {
        StudyFacts facts = entry.facts();
        Group row = new SimpleGroup(MESSAGE)
                .append("study", facts.study())
                .append("subject", facts.subject())
                .append("site", facts.site())
                .append("split", facts.split().name().toLowerCase(Locale.ROOT))
                .append("sequence", series.sequence())
                .append("content_hash", series.contentHash())
                .append("status", series.status().name().toLowerCase(Locale.ROOT))
                .append("reason", series.reason())
                .append("bytes", series.bytes());
        facts.label().ifPresent(label -> row.append("label", label));
        return row.append("stamp", entry.stamp())
                .append("settings_hash", entry.settingsHash())
                .append("shard", entry.shard())
                .append("windows", entry.windows())
                .append("shard_bytes", entry.shardBytes())
                .append("run", entry.run())
                .append("seen", entry.seen());
    }

    static String study(Group row) {
        return row.getString("study", 0);
    }

    static boolean isStudy(Group row) {
        return row.getString("sequence", 0).equals(WHOLE_STUDY);
    }

    static ManifestEntry.Series series(Group row) {
        return new ManifestEntry.Series(
                row.getString("sequence", 0),
                row.getString("content_hash", 0),
                row.getLong("bytes", 0),
                status(row),
                row.getString("reason", 0));
    }

    static ManifestEntry entry(Group row, List<ManifestEntry.Series> series) {
        boolean labelled = row.getFieldRepetitionCount("label") > 0;
        StudyFacts facts = new StudyFacts(
                study(row),
                row.getString("subject", 0),
                row.getString("site", 0),
                Split.valueOf(row.getString("split", 0).toUpperCase(Locale.ROOT)),
                labelled ? OptionalInt.of(row.getInteger("label", 0)) : OptionalInt.empty());
        return new ManifestEntry(
                facts,
                row.getString("stamp", 0),
                row.getString("content_hash", 0),
                status(row),
                row.getString("reason", 0),
                row.getString("settings_hash", 0),
                row.getString("shard", 0),
                row.getInteger("windows", 0),
                row.getLong("shard_bytes", 0),
                row.getLong("run", 0),
                row.getLong("seen", 0),
                series);
    }

    private static ManifestEntry.Status status(Group row) {
        return ManifestEntry.Status.valueOf(row.getString("status", 0).toUpperCase(Locale.ROOT));
    }
}
