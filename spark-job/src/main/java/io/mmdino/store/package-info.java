/**
 * Runs on Hadoop file systems and object stores: a local copy is worked on, and a {@link io.mmdino.store.RunStore} keeps what
 * counts of it, whole.
 */
package io.mmdino.store;
