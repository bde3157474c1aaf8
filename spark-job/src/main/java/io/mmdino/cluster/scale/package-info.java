/**
 * What a run on many workers costs, without the workers: a formula from measured constants, and a replay of rounds with
 * stragglers and failures that checks it.
 *
 * <p>Letters, here and in {@code submit/SCALE.md}: W workers, I steps, k steps a round, v vectors a round, n parameters, K
 * prototypes, t mean seconds of an undisturbed step, G Gb/s, c endpoint seconds a byte, h seconds a hop, C seconds a
 * checkpoint, R seconds a restart, M mean seconds between failures anywhere.
 */
package io.mmdino.cluster.scale;
