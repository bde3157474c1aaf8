package io.mmdino.average.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.driver.MediaDriver;
import io.mmdino.kernel.ParameterVector;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A stranger that sends UDP, Aeron and ND4J messages to a worker's port without knowing the run. */
class StrangerTest {

    private static final int LENGTH = 64;

    @Test
    void aStrangerNeitherMovesWeightsNorEndsTheRun() throws Exception {
        CyclicBarrier sent = new CyclicBarrier(2);
        List<float[]> ends = LoopbackServers.run(2, LENGTH, 0.25, LoopbackServers.LIMIT, server -> {
            ParameterVector weights = LoopbackServers.vector(LENGTH);
            ParameterVector difference = LoopbackServers.vector(LENGTH);
            if (server.rank() == 0) {
                sendForeign(server.members().all().get(1), server.members().run() + 1);
            }
            sent.await(60, TimeUnit.SECONDS);
            difference.of("weight").set(3, 0.25);
            server.share(difference);
            server.settle(weights);
            return weights.of("weight").toFloats();
        });
        for (float[] end : ends) {
            assertThat(end[3]).isEqualTo(0.25f);
            end[3] = 0;
            assertThat(end).containsOnly(0f);
        }
    }

    private static void sendForeign(Peer victim, long otherRun) throws Exception {
        garbage(victim);
        try (AeronHome home = AeronHome.create(LoopbackServers.LIMIT);
                MediaDriver driver = home.driver(fault -> {});
                Aeron aeron = home.client(driver, fault -> {});
                Publication publication = aeron.addPublication(victim.channel(), TransportLauncher.STREAM)) {
            int[] code = {1, LENGTH, Float.floatToIntBits(8), 0, 1};
            Update update = new Update(0, Update.Kind.CODE, 0, 0, code);
            offer(publication, MessageCodec.chunk(update.words(otherRun), "aeron:udp?endpoint=127.0.0.1:9"));
            offer(publication, MessageCodec.chunk(new int[] {1, 2, 3}, "stranger"));
            offer(publication, new UnsafeBuffer(new byte[publication.maxMessageLength()]));
            offer(publication, new UnsafeBuffer("neither Java nor ND4J".getBytes()));
        }
    }

    private static void garbage(Peer victim) throws IOException {
        Random random = new Random(5);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 200; i++) {
                byte[] bytes = new byte[random.nextInt(1400)];
                random.nextBytes(bytes);
                socket.send(
                        new DatagramPacket(bytes, bytes.length, new InetSocketAddress(victim.host(), victim.port())));
            }
        }
    }

    private static void offer(Publication publication, DirectBuffer bytes) throws InterruptedException {
        for (int i = 0; publication.offer(bytes) < 0; i++) {
            assertThat(i).as("tries to reach the worker").isLessThan(10_000);
            Thread.sleep(1);
        }
        // Closing ends its driver, which would drop what is not sent yet.
        Thread.sleep(100);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void workersListenOnTheirOwnAddressOnly() throws Exception {
        LoopbackServers.run(2, LENGTH, 0.25, LoopbackServers.LIMIT, server -> {
            String port = ":%04X ".formatted(server.members().self().port());
            List<String> sockets = Files.readAllLines(Path.of("/proc/net/udp")).stream()
                    .filter(line -> line.contains(port))
                    .map(line -> line.trim().split(" +")[1])
                    .toList();
            assertThat(sockets).contains("0100007F" + port.trim());
            assertThat(sockets).noneMatch(local -> local.startsWith("00000000"));
            server.settle(LoopbackServers.vector(LENGTH));
            return 0;
        });
    }
}
