/**
 * Writing files and keeping scratch: atomic replacement of a file on a disk or a store, scratch folders that are
 * deleted with their process, JSON as it travels between processes, and progress of a long task.
 *
 * <p>Knows no study and no model. What a file means belongs to the package that reads it.
 */
package io.mmdino.disk;
