/**
 * Asynchronous averaging: every worker sends the movement of its weights as threshold codes and adds the codes of the
 * others when they arrive. ND4J's parameter server (v2) carries the messages over Aeron.
 *
 * <p>The only package that names Aeron. Runs are not repeatable to the byte, and messages are not
 * encrypted. The ring of {@code average} is repeatable, and encrypted where Spark authenticates.
 */
package io.mmdino.average.server;
