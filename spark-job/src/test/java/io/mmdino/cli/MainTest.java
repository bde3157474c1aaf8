package io.mmdino.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.config.SettingsException;
import io.mmdino.config.UsageException;
import io.mmdino.terminal.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {

    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    @Command(name = "work")
    private record Work(Callable<Integer> body) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            return body.call();
        }
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(run("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("Exit codes:", "some studies were refused");
        assertThat(run("--version")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("mm-dinov2", "Java 17", "Spark 3.5");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void noCommandIsMisuse() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualTo("mm-dinov2: which command?\nSee mm-dinov2 --help\n");
    }

    @Test
    void aMistypedCommandGetsASuggestion() {
        assertThat(runWork(() -> 0, "worc")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'worc'").contains("Did you mean: mm-dinov2 work");
    }

    @Test
    void aCommandsOwnExitCodeIsPassedOn() {
        assertThat(runWork(() -> ExitCode.SOME_REFUSED, "work")).isEqualTo(3);
        assertThat(runWork(() -> ExitCode.NOTHING_NEW, "work")).isEqualTo(4);
    }

    @Test
    void faultsInTheSettingsAreListedOneALine() {
        List<SettingsException.Fault> faults =
                List.of(new SettingsException.Fault("a", "a is 1"), new SettingsException.Fault("b", "b is 2"));
        Callable<Integer> body = () -> {
            throw new SettingsException(faults);
        };
        assertThat(runWork(body, "work")).isEqualTo(ExitCode.USAGE);
        assertThat(err).hasToString("mm-dinov2 work: 2 faults in the settings:\n  a is 1\n  b is 2\n");
    }

    @Test
    void aFailureIsOneLineUnlessTheStackIsAskedFor() {
        Callable<Integer> body = () -> {
            throw new IllegalStateException("the checkpoint ends early");
        };
        assertThat(runWork(body, "work")).isEqualTo(ExitCode.FAILURE);
        assertThat(err).hasToString("mm-dinov2 work: failed: the checkpoint ends early\n");
        assertThat(runWork(body, "work", "--stacktrace")).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString()).contains("at io.mmdino.cli.MainTest");
    }

    @Test
    void anOptionThatAValueRefusesIsMisuse() {
        Callable<Integer> body = () -> UsageException.checked(() -> {
            throw new IllegalArgumentException("studies is -1, wanted 1 or more");
        });
        assertThat(runWork(body, "work")).isEqualTo(ExitCode.USAGE);
        assertThat(err).hasToString("mm-dinov2 work: studies is -1, wanted 1 or more\nSee mm-dinov2 work --help\n");
    }

    private int run(String... words) {
        return run(Main.commandLine(), words);
    }

    private int runWork(Callable<Integer> body, String... words) {
        CommandLine line = Main.commandLine();
        line.addSubcommand(new Work(body));
        return run(line, words);
    }

    private int run(CommandLine line, String... words) {
        return line.setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(out, true))
                .execute(words);
    }
}
