/**
 * Asynchronous averaging: every worker sends the movement of its weights as threshold codes and adds the codes of the
 * others when they arrive. ND4J's parameter server (v2) carries the messages over Aeron.
 *
 * <p>The only package that names Aeron. Not repeatable to the byte and not encrypted; {@code average} has the
 * ring, which is both.
 */
package io.mmdino.average.server;
