package io.mmdino.run;

import io.mmdino.checkpoint.CheckpointException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a run in a store. A {@link io.mmdino.claim.Claim} keeps others away, but a lease can be lost, so the last
 * writer to start owns the run and earlier ones fail before they publish: two at once waste work but do no damage. Objects are never overwritten, so even a
 * write between another writer's check and its write leaves one whole state of the two.
 */
public final class RunWriter {

    private static final Logger LOG = LoggerFactory.getLogger(RunWriter.class);

    private final RunStore store;
    private RunState state;

    private RunWriter(RunStore store, RunState state) {
        this.store = store;
        this.state = state;
    }

    /** @param before returns the state to take over; throws when the writer may not */
    static RunWriter claim(RunStore store, RunStore.Change before, String writer) throws IOException {
        RunState mine = store.update(now -> before.of(now).writtenBy(writer));
        tidy(store, mine);
        return new RunWriter(store, mine);
    }

    /**
     * Writes files, adds all of them to the current state in one step, and then deletes steps older than the last three.
     *
     * @param files local files by their names in the run
     * @throws CheckpointException when another writer has taken the run over, or the store fails; the current state stays then
     */
    public synchronized void commit(Map<String, Path> files) throws IOException {
        Map<String, StoredFile> stored = new LinkedHashMap<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            StoredFile now = StoredFile.of(file.getKey(), file.getValue());
            if (!now.equals(state.files().get(file.getKey()))) {
                requireMine(store.current());
                store.put(now, file.getValue());
            }
            stored.put(file.getKey(), now);
        }
        RunState next = state.with(stored);
        if (!next.equals(state)) {
            store.update(now -> {
                requireMine(now);
                return next;
            });
            state = next;
            tidy(store, next);
        }
    }

    /** Deletes old objects. A failure is logged only: they take space and do no harm, and the next writer tries again. */
    private static void tidy(RunStore store, RunState state) throws IOException {
        try {
            store.clear(state);
        } catch (CheckpointException | FileNotFoundException e) {
            LOG.warn("old objects of the run stay for now ({})", e.getClass().getSimpleName());
        }
    }

    private void requireMine(Optional<RunState> now) throws CheckpointException {
        if (!now.map(RunState::writer).equals(Optional.of(state.writer()))) {
            throw superseded(store);
        }
    }

    static SupersededException superseded(RunStore store) {
        return new SupersededException("another train has taken over the run at " + store.address()
                + ", so this one has stopped; let that one finish, or choose another --output");
    }

    /** Another training has taken over the run, so this one may write no more. */
    public static final class SupersededException extends CheckpointException {

        private static final long serialVersionUID = 1;

        SupersededException(String message) {
            super(message);
        }
    }
}
