package io.mmdino.average;

import java.nio.ByteBuffer;
import org.apache.spark.network.client.StreamCallbackWithID;

/** Takes up one chunk, piece by piece as the socket gives them: no chunk is ever held as a whole. */
final class ChunkReceiver implements StreamCallbackWithID {

    private final RingState state;
    private final Parts parts;
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
        // The connection closes, and that is told.
    }

    @Override
    public String getID() {
        return "ring";
    }
}
