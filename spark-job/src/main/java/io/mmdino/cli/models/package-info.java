/**
 * The command {@code models}: one class for each subcommand, with its options and its text for a terminal.
 *
 * <p>The work is done by {@code registry}; nothing here reads or writes a registry's files.
 */
package io.mmdino.cli.models;
