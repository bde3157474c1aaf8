/**
 * External sorting: more records than memory holds, in encrypted files on a local disk, in order of arrival or
 * sorted by key.
 *
 * <p>Written by hand because no Spark session may be needed to learn that nothing is new, and because the records
 * are names of patients' files, which must be encrypted on disk; Spark's sort and RocksDB lack one or the other.
 * Knows no studies.
 */
package io.mmdino.spill;
