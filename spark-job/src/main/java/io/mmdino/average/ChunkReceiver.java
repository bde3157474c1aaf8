package io.mmdino.average;

import java.nio.ByteBuffer;
import org.apache.spark.network.client.StreamCallbackWithID;

/** Receives one chunk in the pieces that the socket delivers, and writes each to the round's memory without buffering the chunk. */
final class ChunkReceiver implements StreamCallbackWithID {

    private final RingState state;
    private final Round.Parts parts;
    private final Chunk chunk;
    private int at;

    ChunkReceiver(RingState state, Round round) {
        this.state = state;
        this.parts = round.parts();
        this.chunk = round.nextToReceive();
    }

    @Override
    public void onData(String id, ByteBuffer piece) {
        int count = piece.remaining();
        if (count > chunk.bytes() - at) {
            throw new IllegalStateException(at + count + " bytes for " + chunk);
        }
        parts.receive(chunk, at, piece);
        at += count;
        state.moved();
    }

    @Override
    public void onComplete(String id) {
        if (at != chunk.bytes()) {
            throw new IllegalStateException(at + " bytes for " + chunk);
        }
        state.received();
    }

    @Override
    public void onFailure(String id, Throwable cause) {
        // The connection closes, which Neighbour.channelInactive reports.
    }

    @Override
    public String getID() {
        return "ring";
    }
}
