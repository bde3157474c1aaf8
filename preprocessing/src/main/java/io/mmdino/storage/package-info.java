/**
 * Hadoop file systems as this project reaches them: what a store refuses or cuts short is read again within a time
 * limit, and a file that ends early is never taken for a whole one.
 *
 * <p>All other packages open file systems through {@link io.mmdino.storage.Storage}. Formats of files do not
 * belong here.
 */
package io.mmdino.storage;
