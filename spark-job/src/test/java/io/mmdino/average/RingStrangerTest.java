package io.mmdino.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.util.TransportConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that do not belong to a ring: connections to its ports and readers of its traffic. */
@Timeout(120)
class RingStrangerTest {

    private static final FixedSecret RIGHT = FixedSecret.of("right");
    private static final Duration SHORT = Duration.ofSeconds(3);

    /** Its four bytes are the text MARK. */
    private static final float MARK =
            ByteBuffer.wrap("MARK".getBytes()).order(ByteOrder.LITTLE_ENDIAN).getFloat();

    private static final int LENGTH = 200_000;

    /** Connects to a worker as its predecessor does, with a given secret and token. */
    private static void call(RingAddress victim, Security known, Greeting greeting) throws Exception {
        TransportConf conf = known.transport(SHORT);
        try (TransportContext context = new TransportContext(conf, new NoOpRpcHandler());
                TransportClientFactory factory = context.createClientFactory(new ArrayList<>(known.client(conf)));
                TransportClient client = factory.createUnmanagedClient(victim.host(), victim.port())) {
            client.sendRpcSync(greeting.bytes(), SHORT.toMillis());
        }
    }

    @Test
    void whoHasNotTheSecretIsRefusedEvenWithTheToken() {
        try (LoopbackRing ring = LoopbackRing.open(3, RIGHT.security(Map.of()), LoopbackRing.LIMIT)) {
            RingAddress victim = ring.address(1);
            Greeting honest = new Greeting(0, victim.secret());
            assertThatThrownBy(() -> call(victim, Security.none(), honest)).isInstanceOf(Exception.class);
            assertThatThrownBy(() -> call(victim, FixedSecret.of("wrong").security(Map.of()), honest))
                    .isInstanceOf(Exception.class);
            assertSumsAreRight(ring);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoHasNotTheTokenOrComesSecondIsRefused(boolean authenticates) {
        Security own = authenticates ? RIGHT.security(Map.of()) : Security.none();
        try (LoopbackRing ring = LoopbackRing.open(3, own, LoopbackRing.LIMIT)) {
            RingAddress victim = ring.address(1);
            byte[] guessed = new byte[RingAddress.TOKEN_BYTES];
            assertThatThrownBy(() -> call(victim, own, new Greeting(0, guessed)))
                    .isInstanceOf(Exception.class);
            assertThatThrownBy(() -> call(victim, own, new Greeting(0, victim.secret())))
                    .isInstanceOf(Exception.class);
            assertSumsAreRight(ring);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hugeFramesAndGarbageAreHungUpOn(boolean authenticates) throws IOException {
        Security own = authenticates ? RIGHT.security(Map.of()) : Security.none();
        try (LoopbackRing ring = LoopbackRing.open(2, own, LoopbackRing.LIMIT)) {
            byte[] huge = {0, 0, 0, 0, 0x7f, -1, -1, -1, 3, 0, 0, 0};
            byte[] negative = {-1, -1, -1, -1, -1, -1, -1, -1, 3};
            byte[] garbage = "GET / HTTP/1.1\r\n\r\n".repeat(1000).getBytes();
            for (byte[] sent : List.of(huge, negative, garbage)) {
                assertThat(answer(ring.address(0), sent)).isEqualTo(-1);
            }
            assertSumsAreRight(ring);
        }
    }

    /** The first byte of the answer; -1 when the worker closes the connection. */
    private static int answer(RingAddress victim, byte[] sent) throws IOException {
        try (Socket stranger = new Socket(victim.host(), victim.port())) {
            stranger.setSoTimeout(30_000);
            stranger.getOutputStream().write(sent);
            return stranger.getInputStream().read();
        } catch (java.net.SocketException reset) {
            return -1;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void silentConnectionsInAnyNumberDoNotKeepTheNeighbourOut(boolean authenticates) throws IOException {
        Security own = authenticates ? RIGHT.security(Map.of()) : Security.none();
        List<Socket> silent = new ArrayList<>();
        try (LoopbackRing ring = LoopbackRing.open(2, own, LoopbackRing.LIMIT, text -> flooded(text, silent))) {
            assertThat(silent).hasSize(1200);
            assertSumsAreRight(ring);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /** Opens 600 silent connections to a worker before its neighbour knows its address. */
    private static String flooded(String address, List<Socket> silent) {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        for (int i = 0; i < 600; i++) {
            try {
                Socket socket = new Socket("127.0.0.1", port);
                synchronized (silent) {
                    silent.add(socket);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return address;
    }

    @Test
    void nothingListensOnOtherAddressesOfTheMachine() {
        try (LoopbackRing ring = LoopbackRing.open(2)) {
            InetSocketAddress elsewhere =
                    new InetSocketAddress("127.0.0.2", ring.address(0).port());
            assertThatThrownBy(() -> {
                        try (Socket socket = new Socket()) {
                            socket.connect(elsewhere, 2000);
                        }
                    })
                    .isInstanceOf(ConnectException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void parametersCanBeReadOnTheWireOnlyWithoutAuthentication(boolean authenticates) throws IOException {
        Security own = authenticates ? RIGHT.security(Map.of()) : Security.none();
        List<Wiretap> taps = new ArrayList<>();
        try (LoopbackRing ring = LoopbackRing.open(2, own, LoopbackRing.LIMIT, text -> tapped(text, taps, -1))) {
            ring.onAll(rank -> LoopbackRing.summed(ring.averager(rank), marked()));
            String recorded = new String(taps.get(0).recorded(), java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(recorded.length()).isGreaterThan(LENGTH);
            assertThat(recorded.contains("MARKMARKMARK")).isEqualTo(!authenticates);
        } finally {
            for (Wiretap tap : taps) {
                tap.close();
            }
        }
    }

    @Test
    void aBitThatWasTurnedOnTheWireIsAnErrorAndNoOtherSum() throws IOException {
        List<Wiretap> taps = new ArrayList<>();
        try (LoopbackRing ring = LoopbackRing.open(
                2, RIGHT.security(Map.of()), Duration.ofSeconds(5), text -> tapped(text, taps, LENGTH))) {
            ring.start(rank -> LoopbackRing.summed(ring.averager(rank), marked()))
                    .forEach(sum -> assertThat(LoopbackRing.error(sum)).isInstanceOf(PeerException.class));
        } finally {
            for (Wiretap tap : taps) {
                tap.close();
            }
        }
    }

    private static String tapped(String address, List<Wiretap> taps, long flipped) {
        int colon = address.lastIndexOf(':');
        Wiretap tap = new Wiretap(Integer.parseInt(address.substring(colon + 1)), flipped);
        synchronized (taps) {
            taps.add(tap);
        }
        return address.substring(0, colon + 1) + tap.port();
    }

    private static float[] marked() {
        float[] values = new float[LENGTH];
        Arrays.fill(values, MARK);
        return values;
    }

    private static void assertSumsAreRight(LoopbackRing ring) {
        List<float[]> sums = ring.onAll(rank -> LoopbackRing.summed(ring.averager(rank), new float[] {1 + rank}));
        float wanted = sums.size() * (sums.size() + 1) / 2f;
        assertThat(sums).allSatisfy(sum -> assertThat(sum).containsExactly(wanted));
    }
}
