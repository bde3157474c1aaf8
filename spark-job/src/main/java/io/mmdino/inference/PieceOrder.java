package io.mmdino.inference;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of one task: studies of one shard folder, and the features wanted of them. Travels as JSON text.
 *
 * @param folder index of the shard folder among those of the stage
 * @param studies hashed ids, ascending
 * @param views the kinds of features
 */
record PieceOrder(int folder, List<String> studies, List<View> views) {

    /** Most studies of a task, which bounds the windows that lie on its disk at once. */
    private static final int MOST_STUDIES = 32;

    /** Tasks for each slot, so that slots which are slower than others hold up the end little. */
    private static final int TASKS_A_SLOT = 4;

    /**
     * One kind of features.
     *
     * @param weights {@link ModelWeights#TEACHER}, {@link ModelWeights#UNTRAINED} or {@link #PIXELS}
     * @param subset index of the row of {@code SequenceSubsets.table}; {@link #ALL} for all sequences of a study
     */
    record View(String weights, int subset) {

        /** Stands for the features of raw pixels, which need no weights. */
        static final String PIXELS = "pixels";

        /** All sequences that a study has. */
        static final int ALL = -1;
    }

    /**
     * Cuts studies into pieces, each of which but the last has a multiple of {@code together} studies.
     *
     * @param studies hashed ids, ascending
     * @param together number of studies that are encoded together
     * @param slots number of tasks that the application can run at once
     */
    static List<PieceOrder> cut(int folder, List<String> studies, List<View> views, int together, int slots) {
        int wanted = Math.max(1, Math.min(MOST_STUDIES, studies.size() / (TASKS_A_SLOT * Math.max(1, slots))));
        int size = Math.max(1, wanted / together) * together;
        List<PieceOrder> pieces = new ArrayList<>();
        for (int first = 0; first < studies.size(); first += size) {
            List<String> some = studies.subList(first, Math.min(first + size, studies.size()));
            pieces.add(new PieceOrder(folder, List.copyOf(some), views));
        }
        return pieces;
    }
}
