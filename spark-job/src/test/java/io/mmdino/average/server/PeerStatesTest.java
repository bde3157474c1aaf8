package io.mmdino.average.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.average.PeerException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerStatesTest {

    private static final ServerMembers MEMBERS = new ServerMembers(
            0, 5, List.of(new Peer(0, "127.0.0.1", 1), new Peer(1, "127.0.0.1", 2), new Peer(2, "127.0.0.1", 3)));

    private final PeerStates states = new PeerStates(MEMBERS, Duration.ofMillis(100));

    @Test
    void updatesInOrderAreNewAndRepeatedOnesAreNot() {
        assertThat(states.accept(code(1, 0))).isTrue();
        assertThat(states.accept(code(1, 1))).isTrue();
        assertThat(states.accept(code(2, 0))).isTrue();
        assertThat(states.accept(code(1, 1))).isFalse();
        assertThat(states.accept(code(1, 0))).isFalse();
        assertThat(states.accept(code(1, 2))).isTrue();
    }

    @Test
    void lostUpdatesAreNamed() {
        states.accept(code(2, 0));
        assertThatThrownBy(() -> states.accept(code(2, 4)))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("updates 1 to 3 of rank 2 at 127.0.0.1:3 were lost")
                .extracting("rank")
                .isEqualTo(2);
    }

    @Test
    void aRankThatDoesNotSettleIsNamed() {
        states.accept(settling(1, 0, 1));
        assertThatThrownBy(() -> states.awaitSettling(1))
                .isInstanceOf(PeerException.class)
                .hasMessage("rank 2 at 127.0.0.1:3 has not come to settling 1 within 0.1 s");
        assertThatThrownBy(states::check).hasMessageContaining("rank 2");
    }

    @Test
    void oneThatLeavesBeforeItSettlesIsNamedAtOnce() {
        states.accept(settling(1, 0, 1));
        states.accept(Update.plain(2, Update.Kind.GONE));
        assertThatThrownBy(() -> states.awaitSettling(1))
                .hasMessageContaining("rank 2")
                .hasMessageContaining("left");
    }

    @Test
    void oneThatHasSettledMayLeave() {
        for (int rank = 1; rank <= 2; rank++) {
            states.accept(settling(rank, 0, 1));
            states.accept(Update.plain(rank, Update.Kind.GONE));
        }
        states.awaitSettling(1);
        states.check();
        assertThatThrownBy(states::checkAllPresent).hasMessageContaining("rank 1");
    }

    @Test
    void theReasonOfAPeersFailureIsShownWithoutControlCharacters() {
        states.accept(Update.failed(1, 2, "no space left\u001b[2J on device"));
        assertThatThrownBy(states::check)
                .isInstanceOf(PeerException.class)
                .hasMessage("rank 1 at 127.0.0.1:2 has failed: no space left [2J on device")
                .extracting("rank")
                .isEqualTo(2);
    }

    @Test
    void theOneThatIsSilentForLongestIsNamed() throws InterruptedException {
        states.accept(Update.plain(2, Update.Kind.HEARTBEAT));
        Thread.sleep(60);
        states.accept(Update.plain(1, Update.Kind.HEARTBEAT));
        states.checkSilence();
        states.check();
        Thread.sleep(60);
        states.checkSilence();
        assertThatThrownBy(states::check).hasMessage("rank 2 at 127.0.0.1:3 has been silent for 0.1 s");
    }

    @Test
    void theFirstFailureStays() {
        states.fail(new IllegalStateException("first"));
        states.fail(new IllegalStateException("second"));
        assertThatThrownBy(states::check).hasMessage("first");
    }

    private static Update code(int rank, long sequence) {
        return new Update(rank, Update.Kind.CODE, sequence, 0, new int[5]);
    }

    private static Update settling(int rank, long sequence, long number) {
        return new Update(rank, Update.Kind.SETTLING, sequence, number, Update.NOTHING);
    }
}
