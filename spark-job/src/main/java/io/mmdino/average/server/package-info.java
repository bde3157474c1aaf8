/**
 * Asynchronous averaging: every worker sends what its weights have moved, as threshold codes, and adds what the others have
 * sent whenever it arrives. ND4J's parameter server (v2) carries the messages over Aeron.
 */
package io.mmdino.average.server;
