package io.mmdino.average.server;

import io.mmdino.average.Rendezvous;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;
import org.nd4j.parameterserver.distributed.v2.ModelParameterServer;

/** ND4J's parameter server of one worker, connected to that of every other, each on a port of its own. */
record Connection(ServerMembers members, PeerStates roll, ServerTransport transport, ModelParameterServer server)
        implements AutoCloseable {

    /** Waits for all workers. */
    static Connection open(Worker worker, Rendezvous rendezvous, Replica replica) {
        ServerMembers members = meet(worker, replica.length(), rendezvous);
        PeerStates roll = new PeerStates(members, worker.limit());
        VoidConfiguration configuration = TransportLauncher.configuration(members);
        ServerTransport transport = TransportLauncher.launch(members, roll, worker.limit(), configuration);
        Connection connection = new Connection(
                members, roll, transport, new ModelParameterServer(configuration, transport, members.rank() == 0));
        try {
            connection.server.addUpdatesSubscriber(new Dispatch(members, roll, replica));
            connection.introduce(rendezvous);
            return connection;
        } catch (RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** All hold their ports while they tell them, so that no two on one host tell the same. */
    private static ServerMembers meet(Worker worker, long length, Rendezvous rendezvous) {
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName(worker.host()), 0))) {
            return ServerMembers.meet(worker, socket.getLocalPort(), length, rendezvous);
        } catch (IOException e) {
            throw new UncheckedIOException("rank " + worker.rank() + " cannot listen on " + worker.host(), e);
        }
    }

    /** Rank 0 listens before the others call it; all listen before anybody sends updates. */
    private void introduce(Rendezvous rendezvous) {
        if (members.rank() == 0) {
            server.launch();
        }
        rendezvous.gather("rank 0 listens");
        if (members.rank() != 0) {
            server.launch();
        }
        rendezvous.gather("all listen");
        transport.endIntroductions();
        transport.connectAll();
        rendezvous.gather("all are connected");
        roll.check();
    }

    /** To every peer. */
    void send(Update update) {
        try (INDArray body = Nd4j.createFromArray(update.words(members.run()))) {
            server.sendUpdate(body);
        }
    }

    @Override
    public void close() {
        // ND4J's server cannot end what has not begun.
        if (server.isInitialized()) {
            server.shutdown();
        } else {
            transport.shutdown();
        }
    }
}
