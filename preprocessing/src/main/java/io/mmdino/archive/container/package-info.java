/**
 * Containers of studies: zip, tar and tars compressed by gzip, bzip2 or xz, streamed from any Hadoop file system and checked
 * against limits.
 *
 * <p>The readers of zip and tar are hand-written: commons-compress in the releases that Spark 3.5 ships holds a zip's whole
 * directory in memory before anything can be counted, and spends unbounded time on a hostile tar's times
 * (CVE-2023-42503). Its streams for bzip2 and xz are used, behind the same limits of length and ratio and with bounded memory.
 * No message of this package names a file or an entry.
 */
package io.mmdino.archive.container;
