/**
 * The optimiser: schedules over the iterations, factors per parameter, gradient clipping and AdamW.
 *
 * <p>It works on parameter names and vectors only and depends on no loss and not on Spark.
 */
package io.mmdino.optim;
