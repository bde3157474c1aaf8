package io.mmdino.average.server;

import io.mmdino.average.PeerException;
import io.mmdino.average.Rendezvous;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The workers of a run and their addresses, from the view of one worker.
 *
 * @param rank of this worker
 * @param run random number that rank 0 has drawn; part of every update, so that updates of other runs are ignored
 * @param all workers, by rank
 */
record ServerMembers(int rank, long run, List<Peer> all) {

    private static final int FIELDS = 4;

    /**
     * Exchanges addresses at the rendezvous and checks that all workers train as many parameters.
     *
     * @param port that this worker listens on
     * @param length of its vector, in elements
     */
    static ServerMembers meet(ParameterServer.Worker worker, int port, long length, Rendezvous rendezvous) {
        long run = new SecureRandom().nextLong();
        String[] texts = rendezvous.gather(port + " " + length + " " + run + " " + worker.host());
        if (texts.length != worker.workers()) {
            throw new IllegalStateException(texts.length + " workers told their addresses, wanted " + worker.workers());
        }
        List<Peer> peers = new ArrayList<>();
        for (int rank = 0; rank < texts.length; rank++) {
            peers.add(parse(rank, texts[rank], length));
        }
        return new ServerMembers(worker.rank(), Long.parseLong(texts[0].split(" ")[2]), List.copyOf(peers));
    }

    private static Peer parse(int rank, String text, long length) {
        String[] fields = text.split(" ", FIELDS);
        if (fields.length < FIELDS) {
            throw new PeerException(rank, "rank " + rank + " told '" + text + "', wanted its address");
        }
        if (Long.parseLong(fields[1]) != length) {
            throw new PeerException(
                    rank,
                    "rank " + rank + " trains " + fields[1] + " parameters, this worker " + length
                            + "; all need the same settings");
        }
        return new Peer(rank, fields[3], Integer.parseInt(fields[0]));
    }

    int workers() {
        return all.size();
    }

    Peer self() {
        return all.get(rank);
    }

    Peer root() {
        return all.get(0);
    }

    List<Peer> others() {
        return all.stream().filter(peer -> peer.rank() != rank).toList();
    }

    boolean has(int of) {
        return of >= 0 && of < workers();
    }

    String name(int of) {
        return all.get(of).name();
    }
}
