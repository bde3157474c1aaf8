package io.mmdino.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One command of the demo.
 *
 * @param purpose in a few words
 * @param result what is there only when the step is done; empty where the command itself knows
 * @param words its command line
 */
record DemoStep(String purpose, Optional<Path> result, List<String> words) {

    DemoStep {
        words = List.copyOf(words);
    }
}
