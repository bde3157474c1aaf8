package io.mmdino.inspect;

import io.mmdino.manifest.Manifest;
import io.mmdino.shard.Float16;
import io.mmdino.shard.ShardReader;
import io.mmdino.shard.ShardState;
import io.mmdino.shard.SliceRecord;
import io.mmdino.shard.StudyFacts;
import io.mmdino.shard.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/** Makes a contact sheet of the evaluation windows of a shard folder's first studies. */
final class ShardSheet {

    private static final int HASH_SHOWN = 8;

    private ShardSheet() {}

    static ContactSheet of(Configuration conf, String folder, int limit) throws IOException {
        ShardReader shards = ShardReader.open(conf, folder);
        ShardState state = shards.state();
        List<ContactSheet.Row> rows = new ArrayList<>();
        for (ShardState.Shard shard :
                state.shards().subList(0, Math.min(limit, state.shards().size()))) {
            shards.read(shard, record -> {
                if (record.slice().evaluation()) {
                    rows.add(row(record, state));
                }
            });
        }
        if (rows.isEmpty()) {
            throw new IOException("the shard folder " + folder + " holds no study, so there is no window to show");
        }
        boolean brain = Manifest.read(shards.folder(), state).entries().stream()
                .allMatch(entry -> entry.reason().contains("follow the brain's foreground"));
        return new ContactSheet(title(state), state.sequences(), rows, StudySheet.notes(brain));
    }

    private static String title(ShardState state) {
        return state.settings().get("percentiles") instanceof List<?> ends
                        && ends.size() == 2
                        && ends.get(0) instanceof Number low
                        && ends.get(1) instanceof Number high
                ? StudySheet.title(state.windowSide(), low.doubleValue(), high.doubleValue())
                : "windows of " + state.windowSide() + " x " + state.windowSide() + " px";
    }

    private static ContactSheet.Row row(SliceRecord record, ShardState state) {
        boolean[] present = new boolean[state.sequences().size()];
        for (int m = 0; m < present.length; m++) {
            present[m] = record.present().contains(state.sequences().get(m));
        }
        float[] voxels = new float[record.window().length / Short.BYTES];
        Float16.decode(record.window(), 0, voxels);
        Window window =
                new Window(voxels, present, record.foreground(), state.windowSide(), record.height(), record.width());
        StudyFacts facts = record.facts();
        String label = facts.label().isPresent() ? "label " + facts.label().getAsInt() : "no label";
        return new ContactSheet.Row(
                List.of(
                        facts.study()
                                .substring(0, Math.min(HASH_SHOWN, facts.study().length())),
                        facts.split().name().toLowerCase(Locale.ROOT) + ", " + label,
                        StudySheet.AXES[record.slice().axis()] + " "
                                + record.slice().slice(),
                        StudySheet.pixel(record.spacing())),
                window,
                record.slice().axis(),
                record.spacing().rowMm());
    }
}
