package io.mmdino.study;

import java.util.List;

/**
 * A program that works on a study's images before they are cut: skull stripping, registration, segmentation.
 *
 * @param command words of the call, run without a shell; {@value #INPUT} and {@value #OUTPUT} in them become folders. Empty runs
 *     nothing
 * @param timeoutSeconds after which the program and all that it started are ended
 */
public record ExternalSettings(List<String> command, int timeoutSeconds) {

    public static final String INPUT = "{input}";
    public static final String OUTPUT = "{output}";

    private static final int LONGEST = 7 * 24 * 3600;

    public ExternalSettings {
        command = List.copyOf(command);
        for (String folder : List.of(INPUT, OUTPUT)) {
            if (!command.isEmpty() && command.stream().skip(1).noneMatch(word -> word.contains(folder))) {
                throw new IllegalArgumentException("command is " + command + ", wanted " + folder
                        + " in a word after the first: the program is told there where its files lie");
            }
        }
        if (!command.isEmpty() && command.get(0).isBlank()) {
            throw new IllegalArgumentException("command begins with an empty word, wanted the program");
        }
        if (timeoutSeconds < 1 || timeoutSeconds > LONGEST) {
            throw new IllegalArgumentException(
                    "timeoutSeconds is " + timeoutSeconds + ", wanted 1 to " + LONGEST + " (a week)");
        }
    }

    /** No program. */
    public static ExternalSettings none() {
        return new ExternalSettings(List.of(), 3600);
    }

    public boolean isOn() {
        return !command.isEmpty();
    }
}
