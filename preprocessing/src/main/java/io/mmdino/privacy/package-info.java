/**
 * What keeps patients' names out of shards, logs and messages: hashed ids, and messages with paths and values left
 * out.
 *
 * <p>A privacy audit starts here. Names that never leave a task, such as those in headers, are handled
 * where they are read.
 */
package io.mmdino.privacy;
