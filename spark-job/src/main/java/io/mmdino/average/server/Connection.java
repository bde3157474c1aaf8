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

/** ND4J's parameter server of one worker, connected to those of all others. Each listens on a port of its own. */
record Connection(ServerMembers members, PeerStates states, ServerTransport transport, ModelParameterServer server)
        implements AutoCloseable {

    /** Opens the server and connects it; returns when all workers are connected to each other. */
    static Connection open(ParameterServer.Worker worker, Rendezvous rendezvous, Replica replica) {
        ServerMembers members = meet(worker, replica.length(), rendezvous);
        PeerStates states = new PeerStates(members, worker.limit());
        VoidConfiguration configuration = TransportLauncher.configuration(members);
        ServerTransport transport = TransportLauncher.launch(members, states, worker.limit(), configuration);
        Connection connection = new Connection(
                members, states, transport, new ModelParameterServer(configuration, transport, members.rank() == 0));
        try {
            connection.server.addUpdatesSubscriber(new Dispatch(members, states, replica));
            connection.introduce(rendezvous);
            return connection;
        } catch (RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** Exchanges addresses. All workers hold their ports until then, so that two on one host cannot choose the same. */
    private static ServerMembers meet(ParameterServer.Worker worker, long length, Rendezvous rendezvous) {
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName(worker.host()), 0))) {
            return ServerMembers.meet(worker, socket.getLocalPort(), length, rendezvous);
        } catch (IOException e) {
            throw new UncheckedIOException("rank " + worker.rank() + " cannot listen on " + worker.host(), e);
        }
    }

    /** Introduces the workers: rank 0 listens before the others connect to it, and all listen before any sends updates. */
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
        states.check();
    }

    /** Sends an update to every peer. */
    void send(Update update) {
        try (INDArray body = Nd4j.createFromArray(update.words(members.run()))) {
            server.sendUpdate(body);
        }
    }

    @Override
    public void close() {
        // ND4J's server cannot be shut down before it is launched.
        if (server.isInitialized()) {
            server.shutdown();
        } else {
            transport.shutdown();
        }
    }
}
