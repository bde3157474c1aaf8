/** Volumes: NIfTI in and out, orientation and resampling. Knows no Spark and no file names. */
package io.mmdino.volume;
