package io.mmdino.shard;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/**
 * The shard record as Parquet: flat, so that any reader in any language takes it as it is. {@code present} is a list of names
 * joined by commas.
 */
public final class ShardSchema {

    public static final String STUDY = "study";
    public static final String SUBJECT = "subject";
    public static final String SITE = "site";
    public static final String SPLIT = "split";
    public static final String LABEL = "label";
    public static final String PRESENT = "present";
    public static final String AXIS = "axis";
    public static final String SLICE = "slice";
    public static final String TRAINING = "training";
    public static final String EVALUATION = "evaluation";
    public static final String HEIGHT = "height";
    public static final String WIDTH = "width";
    public static final String WINDOW = "window";
    public static final String FOREGROUND = "foreground";
    public static final String ROW_MM = "row_mm";
    public static final String COLUMN_MM = "column_mm";
    public static final String SLICE_MM = "slice_mm";
    public static final String SOURCE_HASH = "source_hash";
    public static final String SETTINGS_HASH = "settings_hash";

    private static final MessageType MESSAGE = message();

    private ShardSchema() {}

    /** The columns in order. Only the label may be null. */
    public static MessageType message() {
        Types.MessageTypeBuilder message = Types.buildMessage();
        List.of(STUDY, SUBJECT, SITE, SPLIT)
                .forEach(name -> message.required(BINARY).as(stringType()).named(name));
        message.optional(INT32).named(LABEL);
        message.required(BINARY).as(stringType()).named(PRESENT);
        List.of(AXIS, SLICE).forEach(name -> message.required(INT32).named(name));
        List.of(TRAINING, EVALUATION).forEach(name -> message.required(BOOLEAN).named(name));
        List.of(HEIGHT, WIDTH).forEach(name -> message.required(INT32).named(name));
        List.of(WINDOW, FOREGROUND).forEach(name -> message.required(BINARY).named(name));
        List.of(ROW_MM, COLUMN_MM, SLICE_MM)
                .forEach(name -> message.required(FLOAT).named(name));
        List.of(SOURCE_HASH, SETTINGS_HASH)
                .forEach(name -> message.required(BINARY).as(stringType()).named(name));
        return message.named("slice_window");
    }

    /** The row of a record. */
    public static Group group(SliceRecord record) {
        StudyFacts facts = record.facts();
        Group row = new SimpleGroup(MESSAGE)
                .append(STUDY, facts.study())
                .append(SUBJECT, facts.subject())
                .append(SITE, facts.site())
                .append(SPLIT, facts.split().name().toLowerCase(Locale.ROOT));
        facts.label().ifPresent(label -> row.append(LABEL, label));
        return row.append(PRESENT, String.join(",", record.present()))
                .append(AXIS, record.slice().axis())
                .append(SLICE, record.slice().slice())
                .append(TRAINING, record.slice().training())
                .append(EVALUATION, record.slice().evaluation())
                .append(HEIGHT, record.height())
                .append(WIDTH, record.width())
                .append(WINDOW, Binary.fromConstantByteArray(record.window()))
                .append(FOREGROUND, Binary.fromConstantByteArray(record.foreground()))
                .append(ROW_MM, record.spacing().rowMm())
                .append(COLUMN_MM, record.spacing().columnMm())
                .append(SLICE_MM, record.spacing().sliceMm())
                .append(SOURCE_HASH, record.sourceHash())
                .append(SETTINGS_HASH, record.settingsHash());
    }

    static SliceRecord record(Group row) {
        boolean labelled = row.getFieldRepetitionCount(LABEL) > 0;
        String present = row.getString(PRESENT, 0);
        return new SliceRecord(
                new StudyFacts(
                        row.getString(STUDY, 0),
                        row.getString(SUBJECT, 0),
                        row.getString(SITE, 0),
                        Split.valueOf(row.getString(SPLIT, 0).toUpperCase(Locale.ROOT)),
                        labelled ? OptionalInt.of(row.getInteger(LABEL, 0)) : OptionalInt.empty()),
                present.isEmpty() ? List.of() : Arrays.asList(present.split(",")),
                new SliceRecord.Slice(
                        row.getInteger(AXIS, 0),
                        row.getInteger(SLICE, 0),
                        row.getBoolean(TRAINING, 0),
                        row.getBoolean(EVALUATION, 0)),
                row.getInteger(HEIGHT, 0),
                row.getInteger(WIDTH, 0),
                row.getBinary(WINDOW, 0).getBytes(),
                row.getBinary(FOREGROUND, 0).getBytes(),
                new SliceRecord.Spacing(row.getFloat(ROW_MM, 0), row.getFloat(COLUMN_MM, 0), row.getFloat(SLICE_MM, 0)),
                row.getString(SOURCE_HASH, 0),
                row.getString(SETTINGS_HASH, 0));
    }
}
