/**
 * What a command shares with a terminal: progress on standard error, exit codes, the options of settings.
 *
 * <p>Commands themselves belong to {@code cli} and {@code bench}.
 */
package io.mmdino.terminal;
