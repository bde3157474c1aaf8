/**
 * The {@code bench} command: every part of the job timed beside its own floor, both alternately in one run.
 *
 * <p>Nothing but the command line uses it. A claim of speed in a text names the command of this package that
 * prints it.
 */
package io.mmdino.bench;
