/**
 * Terminal side that all commands share: progress on standard error, exit codes, the options of settings.
 *
 * <p>The commands are in {@code cli} and {@code bench}.
 */
package io.mmdino.terminal;
