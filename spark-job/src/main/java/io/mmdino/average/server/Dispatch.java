package io.mmdino.average.server;

import io.mmdino.average.PeerException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.parameterserver.distributed.v2.transport.UpdatesHandler;
import org.reactivestreams.Subscription;

/**
 * Handles the updates that ND4J's parameter server has received, one at a time. Errors are kept in {@link PeerStates}, because
 * ND4J would stop at them without a message.
 */
record Dispatch(ServerMembers members, PeerStates states, Replica replica) implements UpdatesHandler {

    @Override
    public void onNext(INDArray array) {
        try {
            handle(array.toIntVector());
        } catch (RuntimeException e) {
            states.fail(e);
        }
    }

    private void handle(int[] words) {
        int rank = words[3];
        if (!members.has(rank) || rank == members.rank()) {
            throw new IllegalStateException("an update came from rank " + rank + ", which is no peer");
        }
        try {
            Update update = Update.parse(words);
            if (states.accept(update) && update.kind() == Update.Kind.CODE) {
                replica.add(update.start(), update.body());
            }
        } catch (IllegalArgumentException e) {
            throw new PeerException(rank, members.name(rank) + " sent a damaged update: " + e.getMessage(), e);
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        // ND4J never calls it.
    }

    @Override
    public void onError(Throwable fault) {
        states.fail(new IllegalStateException("ND4J's parameter server failed: " + fault, fault));
    }

    @Override
    public void onComplete() {
        // A run ends by settling.
    }

    @Override
    public INDArray getParametersArray() {
        throw new UnsupportedOperationException("a parameter server of differences holds no parameters");
    }
}
