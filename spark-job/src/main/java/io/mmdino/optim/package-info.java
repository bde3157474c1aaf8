/**
 * How weights move: schedules over the iterations, factors per parameter, clipping and AdamW.
 *
 * <p>Imports no Spark and no loss: it sees parameter names and vectors only.
 */
package io.mmdino.optim;
