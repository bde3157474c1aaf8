package io.mmdino.average;

import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;

/** Handler of everything that one neighbour sends; passes it to the ring. Runs on the transport's threads and never blocks. */
final class Neighbour extends RpcHandler {

    /** Receiver of the neighbours' messages and chunks. */
    interface Ring {

        void received(RingMessage message);

        /** Called when a chunk begins; returns what takes its bytes. */
        StreamCallbackWithID chunk(ByteBuffer header);

        /** Called when the connection of the neighbour with this rank is closed. */
        void closed(int rank);
    }

    private final int rank;
    private final Ring ring;
    private final Predicate<TransportClient> isNeighbour;
    private final boolean sendsChunks;

    /**
     * @param isNeighbour whether a connection is the neighbour's; connections of strangers close here too
     * @param sendsChunks true for the predecessor
     */
    Neighbour(int rank, Ring ring, Predicate<TransportClient> isNeighbour, boolean sendsChunks) {
        this.rank = rank;
        this.ring = ring;
        this.isNeighbour = isNeighbour;
        this.sendsChunks = sendsChunks;
    }

    /** Answers a liveness request with an empty message; see {@link RingLink#answers}. */
    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback answer) {
        answer.onSuccess(ByteBuffer.allocate(0));
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message) {
        ring.received(RingMessage.read(message));
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
        if (isNeighbour.test(client)) {
            ring.closed(rank);
        }
    }

    /** Required by Spark's transport for fetching files, which a ring does not serve. */
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
