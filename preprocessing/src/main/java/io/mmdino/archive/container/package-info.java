/**
 * Containers of studies: zip, tar and gzipped tar, streamed from any Hadoop file system and checked against limits.
 *
 * <p>The readers are hand-written: commons-compress in the releases that Spark 3.5 ships holds a zip's whole
 * directory in memory before anything can be counted, and spends unbounded time on a hostile tar's times
 * (CVE-2023-42503). No message of this package names a file or an entry.
 */
package io.mmdino.archive.container;
