/**
 * How weights move: schedules over the iterations, factors per parameter, clipping and AdamW. Imports no Spark and no
 * model: it sees parameter names and vectors only.
 */
package io.mmdino.optim;
