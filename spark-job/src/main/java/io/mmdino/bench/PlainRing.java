package io.mmdino.bench;

import io.mmdino.average.RingOrder;
import io.mmdino.average.Route;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.ParameterVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/**
 * Lower bound of a ring's time: the same parts in the same order over one plain TCP connection to the next worker and one from
 * the previous one. It has no headers, acknowledgements, time limits or authentication: the first process that connects is
 * taken for the neighbour. It is for benches on trusted machines only.
 */
public final class PlainRing implements AutoCloseable {

    /** Block size in bytes, a multiple of every element's size; 64 KB to 1 MB measured equally fast. */
    private static final int BLOCK_BYTES = 1 << 18;

    private static final int RANGE_ELEMENTS = 1 << 26;

    private final int rank;
    private final int workers;
    private final Kernels kernels;
    private final SocketChannel next;
    private final SocketChannel before;
    private final ParameterVector received;
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES).order(ByteOrder.nativeOrder());
    private final ExecutorService sender = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "plain-ring");
        thread.setDaemon(true);
        return thread;
    });

    private PlainRing(int rank, int workers, Kernels kernels, SocketChannel next, SocketChannel before) {
        this.rank = rank;
        this.workers = workers;
        this.kernels = kernels;
        this.next = next;
        this.before = before;
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        layout.add("received", BLOCK_BYTES / Float.BYTES);
        this.received = new ParameterVector(layout.build(), kernels);
    }

    /**
     * Connects this worker to its neighbours.
     *
     * @param host address of this machine, the only one that is listened on
     * @param rendezvous exchanges this worker's "HOST PORT" for those of all workers, by rank
     */
    public static PlainRing open(
            int rank, int workers, String host, UnaryOperator<String[]> rendezvous, Kernels kernels) {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
            String mine = host + " " + ((InetSocketAddress) server.getLocalAddress()).getPort();
            String[] next = rendezvous.apply(new String[] {mine})[(rank + 1) % workers].split(" ");
            SocketChannel out = SocketChannel.open(new InetSocketAddress(next[0], Integer.parseInt(next[1])));
            out.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return new PlainRing(rank, workers, kernels, out, server.accept());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a vector by the sum over all workers, in the order of {@link RingOrder}. */
    public void sum(ParameterVector vector) {
        RingOrder order = new RingOrder(vector.length(), workers);
        for (Route.Step step : Route.sum(rank, workers).steps()) {
            Future<?> sending = sender.submit(() -> {
                send(vector, order.start(step.sent()), order.count(step.sent()));
                return null;
            });
            try {
                receive(vector, order.start(step.received()), order.count(step.received()), step.adds());
                sending.get();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a plain ring sent", e);
            }
        }
    }

    private void send(ParameterVector vector, long start, long count) throws IOException {
        for (long done = 0; done < count; done += RANGE_ELEMENTS) {
            ByteBuffer bytes = vector.bytes(start + done, (int) Math.min(RANGE_ELEMENTS, count - done));
            while (bytes.hasRemaining()) {
                next.write(bytes);
            }
        }
    }

    private void receive(ParameterVector vector, long start, long count, boolean adds) throws IOException {
        int each = BLOCK_BYTES / vector.elementBytes();
        for (long done = 0; done < count; done += each) {
            int some = (int) Math.min(each, count - done);
            block.clear().limit(some * vector.elementBytes());
            while (block.hasRemaining()) {
                if (before.read(block) < 0) {
                    throw new IOException("the worker before rank " + rank + " has closed its connection");
                }
            }
            block.flip();
            if (adds) {
                received.putBytes(0, block);
                kernels.axpy(1, received.range(0, some), vector.range(start + done, some));
            } else {
                vector.putBytes((start + done) * vector.elementBytes(), block);
            }
        }
    }

    @Override
    public void close() {
        sender.shutdownNow();
        received.close();
        try (next;
                before) {
            // Both are closed, even where closing one fails.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
