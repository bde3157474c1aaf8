package io.mmdino.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Main class of a process that runs commands one after the other and prints their exit codes. */
final class LoggedCommands {

    private LoggedCommands() {}

    /** @param args a file of command lines, their words separated by tabs */
    public static void main(String[] args) throws IOException {
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            System.out.println(line.split("\t")[0] + " ended with " + Main.run(line.split("\t")));
        }
    }
}
