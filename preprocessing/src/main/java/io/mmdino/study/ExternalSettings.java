package io.mmdino.study;

import io.mmdino.settings.Checks;
import io.mmdino.settings.DecidesNothing;
import java.util.List;

/**
 * External program that processes a study's images before windows are cut: skull stripping, registration, segmentation.
 *
 * @param command words of the command line, run without a shell; {@value #INPUT} and {@value #OUTPUT} in them are replaced by
 *     folders. An empty command runs nothing
 * @param timeoutSeconds time after which the program and its descendants are killed, s
 */
public record ExternalSettings(List<String> command, @DecidesNothing int timeoutSeconds) {

    public static final String INPUT = "{input}";
    public static final String OUTPUT = "{output}";

    private static final int LONGEST = 7 * 24 * 3600;

    public ExternalSettings {
        command = List.copyOf(command);
        Checks checks = new Checks();
        for (String folder : List.of(INPUT, OUTPUT)) {
            checks.that(
                    command.isEmpty() || command.stream().skip(1).anyMatch(word -> word.contains(folder)),
                    "command",
                    command,
                    folder + " in a word after the first: the program is told there where its files lie");
        }
        checks.that(
                        command.isEmpty() || !command.get(0).isBlank(),
                        "command",
                        " begins with an empty word, wanted the program")
                .that(
                        timeoutSeconds >= 1 && timeoutSeconds <= LONGEST,
                        "timeoutSeconds",
                        timeoutSeconds,
                        "1 to " + LONGEST + " (a week)");
    }

    /** Runs no program. */
    public static ExternalSettings none() {
        return new ExternalSettings(List.of(), 3600);
    }

    public boolean isOn() {
        return !command.isEmpty();
    }
}
