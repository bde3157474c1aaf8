/**
 * Replays recorded numbers of the reference implementation on this machine and judges every quantity.
 *
 * <p>Unit tests of single layers belong beside the layers.
 */
package io.mmdino.selfcheck;
