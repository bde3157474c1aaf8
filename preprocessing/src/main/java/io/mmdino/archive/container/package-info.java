/**
 * Containers of studies: zip, tar and gzipped tar, streamed from any Hadoop file system and held to limits.
 *
 * <p>The readers are ours because the releases of commons-compress that Spark 3.5 ships hold a zip's whole
 * directory in memory before anything can be counted, and spend unbounded time on a hostile tar's times
 * (CVE-2023-42503). No message in here names a file or an entry.
 */
package io.mmdino.archive.container;
