package io.mmdino.average;

import java.nio.ByteBuffer;

/** The memory of one round, in W parts. One thread reads while another writes, never the same bytes at a time. */
interface Parts {

    long bytes(int part);

    /** The chunk's values as they are, not a copy where there need not be one. */
    ByteBuffer read(Chunk chunk);

    /**
     * Takes up the next piece of a chunk, which may begin and end inside an element.
     *
     * @param at bytes of the chunk that came before
     */
    void receive(Chunk chunk, int at, ByteBuffer piece);
}
