/**
 * Stores and sorts more records than memory holds, in encrypted files on a local disk.
 *
 * <p>Written by hand in place of Spark's sort and RocksDB: finding that nothing is new must not need a Spark session, and
 * the records are names of patients' files, which must be encrypted on disk. Independent of studies.
 */
package io.mmdino.spill;
