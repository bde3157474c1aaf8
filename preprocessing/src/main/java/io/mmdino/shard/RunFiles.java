package io.mmdino.shard;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The run folders of a shard folder as ingest sees them: which run is at work, and which files nobody needs any more. */
public record RunFiles(ShardFolder folder) {

    private static final String STARTED = "_STARTED-";

    /**
     * Deletes what runs have left behind: the files of the folder's runs that neither the current state names nor the last
     * completed one before its run, which may still be read.
     */
    public void clear() throws IOException {
        Set<String> needed = needed();
        for (FileStatus run : folder.entries()) {
            if (ShardFolder.runNumber(run.getPath().getName()) > 0) {
                clearRun(run.getPath(), needed);
            }
        }
    }

    private Set<String> needed() throws IOException {
        Optional<CurrentFile> now = folder.currentFile();
        Set<String> needed = new HashSet<>();
        if (now.isPresent()) {
            need(now.get().files(), needed);
            if (now.get().version().before().isPresent()) {
                need(now.get().version().before().get(), needed);
            }
        }
        return needed;
    }

    private void need(ShardState.Files state, Set<String> needed) throws IOException {
        needed.add(state.manifest().file());
        needed.add(state.index().file());
        needed.addAll(folder.index(state.index()).fileNames());
    }

    private void clearRun(Path run, Set<String> needed) throws IOException {
        if (needed.stream().noneMatch(file -> file.startsWith(run.getName() + "/"))) {
            folder.files().delete(run, true);
            return;
        }
        for (String file : folder.lengths(run).keySet()) {
            if (!needed.contains(file) && !file.contains("/" + STARTED)) {
                folder.files().delete(folder.path(file), false);
            }
        }
    }

    /** Number of times that a run has been started, this one included. Of two that start at once, one fails. */
    public int claim(long run) throws IOException {
        int attempt = attempts(run) + 1;
        folder.files()
                .create(folder.path(folder.runFolder(run) + "/" + STARTED + String.format("%05d", attempt)), false)
                .close();
        return attempt;
    }

    /** Number of times that a run has been started so far. */
    public int attempts(long run) throws IOException {
        int last = 0;
        try {
            for (FileStatus file : folder.files().listStatus(folder.path(folder.runFolder(run)))) {
                String name = file.getPath().getName();
                if (name.matches(STARTED + "\\d{1,9}")) {
                    last = Math.max(last, Integer.parseInt(name.substring(STARTED.length())));
                }
            }
        } catch (FileNotFoundException e) {
            return 0;
        }
        return last;
    }

    /** Deletes the files of one run that the current state and the completed one before it do not name. */
    public void abandon(long run) throws IOException {
        clearRun(folder.path(folder.runFolder(run)), needed());
    }
}
