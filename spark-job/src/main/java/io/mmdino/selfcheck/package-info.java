/** Replays recorded numbers of a reference implementation on this machine and judges every quantity. */
package io.mmdino.selfcheck;
