/**
 * What keeps patients' names out of shards, logs and messages: hashed ids, and messages with paths and values left
 * out.
 *
 * <p>An auditor reads this package first. Names that never leave a task, such as those in headers, are handled
 * where they are read.
 */
package io.mmdino.privacy;
