package io.mmdino.average.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.average.PeerException;
import io.mmdino.kernel.ParameterVector;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DispatchTest {

    private static final int LENGTH = 64;
    private static final int[] CODE = {2, LENGTH, Float.floatToIntBits(0.5f), 0, 1, -3};

    private final ServerMembers members =
            new ServerMembers(0, 5, List.of(new Peer(0, "127.0.0.1", 1), new Peer(1, "127.0.0.1", 2)));
    private final PeerStates states = new PeerStates(members, Duration.ofSeconds(1));
    private final Replica replica = new Replica(LoopbackServers.KERNELS, 2, LoopbackServers.vector(LENGTH));
    private final Dispatch dispatch = new Dispatch(members, states, replica);

    @Test
    void aCodeIsAddedOnceHoweverOftenItComes() {
        send(words -> {});
        send(words -> {});
        states.check();
        assertThat(weights()).startsWith(0.25f, 0, -0.25f, 0);
    }

    /** Words: 3 rank, 4 kind, 5 and 6 sequence, 7 and 8 start, from 9 the code. */
    @ParameterizedTest
    @CsvSource({
        "4, 99, kind 99",
        "4, -1, kind -1",
        "6, 7, lost",
        "5, 1, lost",
        "8, 64, element 64",
        "8, 1, element 1",
        "7, -1, element",
        "9, 3, tells 3 steps",
        "10, 63, 63 elements",
        "11, 0, threshold",
        "12, 1, format",
        "13, 65, index 65",
        "13, -2147483648, index",
        "14, 0, index 0"
    })
    void aDamagedUpdateIsRefusedAndItsSenderNamed(int word, int value, String message) {
        send(words -> words[word] = value);
        assertThatThrownBy(states::check)
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("rank 1 at 127.0.0.1:2")
                .hasMessageContaining(message);
        assertThat(weights()).containsOnly(0f);
    }

    @ParameterizedTest
    @CsvSource({"0", "2", "-1"})
    void anUpdateOfNoPeerIsRefused(int rank) {
        send(words -> words[3] = rank);
        assertThatThrownBy(states::check).hasMessageContaining("rank " + rank);
    }

    @Test
    void settlingsComeInOrderWithCodes() {
        send(words -> {});
        dispatch(new Update(1, Update.Kind.SETTLING, 1, 1, Update.NOTHING), words -> {});
        assertThatCode(() -> states.awaitSettling(1)).doesNotThrowAnyException();
    }

    private void send(Consumer<int[]> damage) {
        dispatch(new Update(1, Update.Kind.CODE, 0, 0, CODE), damage);
    }

    private void dispatch(Update update, Consumer<int[]> damage) {
        int[] words = update.words(members.run());
        damage.accept(words);
        try (INDArray array = Nd4j.createFromArray(words)) {
            dispatch.onNext(array);
        }
    }

    private float[] weights() {
        ParameterVector weights = LoopbackServers.vector(LENGTH);
        replica.copyTo(weights);
        return weights.of("weight").toFloats();
    }
}
