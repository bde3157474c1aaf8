package io.mmdino.archive.container;

/**
 * One entry of a tar, put together from its headers.
 *
 * @param start where the first of its headers begins
 * @param bytes of data, which follow
 * @param modified ms since 1970
 * @param fault why it cannot be read; empty when it can
 */
record TarEntry(long start, String name, boolean folder, long bytes, long modified, String fault) {}
