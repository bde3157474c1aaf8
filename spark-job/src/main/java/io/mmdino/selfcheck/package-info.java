/**
 * The selfcheck command: replays recorded numbers of the reference implementation on this machine and compares every
 * quantity within a bound.
 *
 * <p>Unit tests of single layers belong beside the layers.
 */
package io.mmdino.selfcheck;
