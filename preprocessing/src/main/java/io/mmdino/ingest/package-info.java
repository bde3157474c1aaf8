/**
 * Ingest on Spark: scan headers, plan which studies are new, cut them into shards, publish these with their manifest
 * and crosswalk.
 *
 * <p>The only package of preprocessing that names Spark. What happens to a single study belongs to {@code study}.
 */
package io.mmdino.ingest;
