package io.mmdino.average;

import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;

/** What comes from one neighbour, handed to the ring. Runs on the transport's threads and never waits. */
final class Neighbour extends RpcHandler {

    /** The ring, as its neighbours reach it. */
    interface Ring {

        void noticed(RingMessage notice);

        /** The next chunk begins. */
        StreamCallbackWithID chunk(ByteBuffer header);

        /** @param rank the neighbour whose connection is closed */
        void gone(int rank);
    }

    private final int rank;
    private final Ring ring;
    private final Predicate<TransportClient> mine;
    private final boolean sendsChunks;

    /**
     * @param mine whether a connection is the neighbour's, as strangers' connections close too
     * @param sendsChunks the predecessor
     */
    Neighbour(int rank, Ring ring, Predicate<TransportClient> mine, boolean sendsChunks) {
        this.rank = rank;
        this.ring = ring;
        this.mine = mine;
        this.sendsChunks = sendsChunks;
    }

    /** A neighbour asks whether this process lives. */
    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback answer) {
        answer.onSuccess(ByteBuffer.allocate(0));
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message) {
        ring.noticed(RingMessage.read(message));
    }

    @Override
    public StreamCallbackWithID receiveStream(TransportClient client, ByteBuffer header, RpcResponseCallback answer) {
        if (!sendsChunks) {
            throw new IllegalStateException("a successor sends no chunks");
        }
        return ring.chunk(header);
    }

    @Override
    public void channelInactive(TransportClient client) {
        if (mine.test(client)) {
            ring.gone(rank);
        }
    }

    /** Spark's other protocol: files that can be fetched. There are none. */
    @Override
    public StreamManager getStreamManager() {
        return new StreamManager() {
            @Override
            public ManagedBuffer getChunk(long stream, int index) {
                throw new UnsupportedOperationException("a ring serves no files");
            }
        };
    }
}
