package io.mmdino.inspect;

import io.mmdino.shard.Window;
import java.util.List;

/**
 * One row of a contact sheet: the same window of all sequences.
 *
 * @param labels lines beside the row; the first stands out
 * @param axis 0, 1 or 2, across which the slice was cut
 * @param rowMm distance of two rows of the window
 */
record SheetRow(List<String> labels, Window window, int axis, double rowMm) {}
