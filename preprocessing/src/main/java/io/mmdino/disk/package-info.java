/**
 * Atomic replacement of a file on a disk or a store, locked folders, scratch folders that are deleted with their
 * process, JSON between driver and tasks, and the progress of a long task.
 *
 * <p>Knows no study and no model. What a file means belongs to the package that reads it.
 */
package io.mmdino.disk;
