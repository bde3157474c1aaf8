/**
 * Ingest on Spark: plan what is new, look into files, cut studies into shards, publish them with their manifest
 * and crosswalk.
 *
 * <p>The only package of preprocessing that names Spark. What happens to a single study belongs to {@code study}.
 */
package io.mmdino.ingest;
