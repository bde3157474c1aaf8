/**
 * Weights on disk: safetensors in and out, PyTorch files in, and the folder of checkpoints a run resumes from. Every file
 * is untrusted: lengths are checked before memory is taken, and what is malformed is a {@link
 * io.mmdino.checkpoint.CheckpointException} that says why. Imports no Spark.
 */
package io.mmdino.checkpoint;
