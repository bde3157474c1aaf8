/**
 * The command line: one class per command, with its options and its text for a terminal. Results go to standard output,
 * everything else to standard error.
 *
 * <p>Other packages do the work, and none of them imports this one. Exit codes are in
 * {@link io.mmdino.terminal.ExitCode}.
 */
package io.mmdino.cli;
