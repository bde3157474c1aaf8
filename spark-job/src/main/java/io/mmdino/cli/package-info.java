/**
 * The command line: one class a command, which turns options and settings into calls of the packages that do the work.
 *
 * <p>Results go to standard output, everything else to standard error. Exit codes are in {@link io.mmdino.cli.ExitCode}.
 */
package io.mmdino.cli;
