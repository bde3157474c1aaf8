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

/** Those who do not belong to a ring: at its ports, and on its wires. */
@Timeout(120)
class RingStrangerTest {

    private static final OneSecret RIGHT = OneSecret.of("right");
    private static final Duration SHORT = Duration.ofSeconds(3);

    /** Every four bytes of it are the same text. */
    private static final float MARK =
            ByteBuffer.wrap("MARK".getBytes()).order(ByteOrder.LITTLE_ENDIAN).getFloat();

    private static final int LENGTH = 200_000;

    /** As a worker calls another, with what it knows of secret and token. */
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
        try (Workers workers = Workers.open(3, RIGHT.security(Map.of()), Workers.LIMIT)) {
            RingAddress victim = workers.address(1);
            Greeting honest = new Greeting(0, victim.secret());
            assertThatThrownBy(() -> call(victim, Security.none(), honest)).isInstanceOf(Exception.class);
            assertThatThrownBy(() -> call(victim, OneSecret.of("wrong").security(Map.of()), honest))
                    .isInstanceOf(Exception.class);
            assertSumsAreRight(workers);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoHasNotTheTokenOrComesSecondIsRefused(boolean authenticates) {
        Security own = authenticates ? RIGHT.security(Map.of()) : Security.none();
        try (Workers workers = Workers.open(3, own, Workers.LIMIT)) {
            RingAddress victim = workers.address(1);
            byte[] guessed = new byte[RingAddress.TOKEN_BYTES];
            assertThatThrownBy(() -> call(victim, own, new Greeting(0, guessed)))
                    .isInstanceOf(Exception.class);
            assertThatThrownBy(() -> call(victim, own, new Greeting(0, victim.secret())))
                    .isInstanceOf(Exception.class);
            assertSumsAreRight(workers);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hugeFramesAndGarbageAreHungUpOn(boolean authenticates) throws IOException {
        Security own = authenticates ? RIGHT.security(Map.of()) : Security.none();
        try (Workers workers = Workers.open(2, own, Workers.LIMIT)) {
            byte[] huge = {0, 0, 0, 0, 0x7f, -1, -1, -1, 3, 0, 0, 0};
            byte[] negative = {-1, -1, -1, -1, -1, -1, -1, -1, 3};
            byte[] garbage = "GET / HTTP/1.1\r\n\r\n".repeat(1000).getBytes();
            for (byte[] said : List.of(huge, negative, garbage)) {
                assertThat(answer(workers.address(0), said)).isEqualTo(-1);
            }
            assertSumsAreRight(workers);
        }
    }

    /** What comes back; -1 when the worker hangs up. */
    private static int answer(RingAddress victim, byte[] said) throws IOException {
        try (Socket stranger = new Socket(victim.host(), victim.port())) {
            stranger.setSoTimeout(30_000);
            stranger.getOutputStream().write(said);
            return stranger.getInputStream().read();
        } catch (java.net.SocketException reset) {
            return -1;
        }
    }

    @Test
    void nothingListensOnOtherAddressesOfTheMachine() {
        try (Workers workers = Workers.open(2)) {
            InetSocketAddress elsewhere =
                    new InetSocketAddress("127.0.0.2", workers.address(0).port());
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
        try (Workers workers = Workers.open(2, own, Workers.LIMIT, text -> tapped(text, taps, -1))) {
            workers.onAll(rank -> Workers.summed(workers.ring(rank), marked()));
            String heard = new String(taps.get(0).heard(), java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(heard.length()).isGreaterThan(LENGTH);
            assertThat(heard.contains("MARKMARKMARK")).isEqualTo(!authenticates);
        } finally {
            for (Wiretap tap : taps) {
                tap.close();
            }
        }
    }

    @Test
    void aBitThatWasTurnedOnTheWireIsAnErrorAndNoOtherSum() throws IOException {
        List<Wiretap> taps = new ArrayList<>();
        try (Workers workers =
                Workers.open(2, RIGHT.security(Map.of()), Duration.ofSeconds(5), text -> tapped(text, taps, LENGTH))) {
            workers.start(rank -> Workers.summed(workers.ring(rank), marked()))
                    .forEach(sum -> assertThat(Workers.error(sum)).isInstanceOf(PeerException.class));
        } finally {
            for (Wiretap tap : taps) {
                tap.close();
            }
        }
    }

    private static String tapped(String address, List<Wiretap> taps, long turned) {
        int colon = address.lastIndexOf(':');
        Wiretap tap = new Wiretap(Integer.parseInt(address.substring(colon + 1)), turned);
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

    private static void assertSumsAreRight(Workers workers) {
        List<float[]> sums = workers.onAll(rank -> Workers.summed(workers.ring(rank), new float[] {1 + rank}));
        float wanted = sums.size() * (sums.size() + 1) / 2f;
        assertThat(sums).allSatisfy(sum -> assertThat(sum).containsExactly(wanted));
    }
}
