/**
 * One study from files to windows: reading its series, quality checks, an external program where one is set,
 * choice and cut of slices; and the settings of all that.
 *
 * <p>Runs without Spark: {@code ingest}, {@code inspect}, {@code score} and {@code bench} call it.
 */
package io.mmdino.study;
