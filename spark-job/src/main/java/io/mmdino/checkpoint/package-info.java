/**
 * Weights on disk: safetensors in and out, PyTorch files in, and the folder of checkpoints a run resumes from.
 * Every file is untrusted: lengths are checked before memory is allocated, and a malformed file gives a
 * {@link io.mmdino.checkpoint.CheckpointException} with the reason.
 *
 * <p>No library on Maven Central reads safetensors or PyTorch's pickles without running them. Imports no Spark.
 * The other files of a run belong to {@code run}.
 */
package io.mmdino.checkpoint;
