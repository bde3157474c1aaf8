/**
 * Hadoop file systems with retries: failed requests are repeated within a time limit, and a stream that ends early is
 * never taken for a complete file.
 *
 * <p>All other packages open file systems by {@link io.mmdino.storage.Storage}. File formats belong to other packages.
 */
package io.mmdino.storage;
