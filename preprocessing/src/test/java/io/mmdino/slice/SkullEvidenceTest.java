package io.mmdino.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.phantom.PhantomHeads;
import io.mmdino.volume.Volume;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SkullEvidenceTest {

    private final Map<String, Volume> heads = PhantomHeads.stripped(5);

    @Test
    void aBrainAloneIsStrippedInEverySequence() {
        heads.forEach((sequence, brain) -> {
            SkullEvidence evidence = SkullEvidence.of(brain);
            assertThat(evidence.rays()).as(sequence).isGreaterThan(150);
            assertThat(evidence.outside()).as(sequence).isGreaterThan(0.7);
            assertThat(evidence.valley()).as(sequence).isLessThan(0.1);
            assertThat(evidence.stripped()).as(sequence).isTrue();
        });
    }

    @Test
    void aHeadInNoisyAirHasItsSkull() {
        heads.forEach((sequence, brain) -> {
            double noise = 0.03 * PhantomHeads.brightness(brain);
            SkullEvidence evidence = SkullEvidence.of(PhantomHeads.withSkull(brain, noise));
            assertThat(evidence.outside()).as(sequence).isLessThan(0.01);
            assertThat(evidence.valley()).as(sequence).isGreaterThan(0.5);
            assertThat(evidence.stripped()).as(sequence).isFalse();
        });
    }

    @Test
    void aHeadWhoseAirWasSetToZeroIsFoundOutByItsBone() {
        heads.forEach((sequence, brain) -> {
            SkullEvidence evidence = SkullEvidence.of(PhantomHeads.withSkull(brain, 0));
            assertThat(evidence.outside()).as(sequence).isGreaterThan(0.4);
            assertThat(evidence.stripped()).as(sequence).isFalse();
            assertThat(evidence.why()).as(sequence).isEqualTo("scalp over bone");
        });
    }

    @Test
    void aBackgroundOfAnotherValueThanZeroIsABackgroundToo() {
        Volume brain = heads.get("t1");
        float[] lowered = brain.voxels().clone();
        for (int at = 0; at < lowered.length; at++) {
            lowered[at] -= 3.5f;
        }
        Volume moved = new Volume(lowered, brain.width(), brain.height(), brain.depth(), brain.affine());
        assertThat(SkullEvidence.of(moved).stripped()).isTrue();
    }

    @Test
    void noiseOutsideIsNoStrippedBackground() {
        Volume brain = heads.get("flair");
        float[] noisy = brain.voxels().clone();
        SplittableRandom random = new SplittableRandom(1);
        for (int at = 0; at < noisy.length; at++) {
            noisy[at] += (float) random.nextDouble();
        }
        SkullEvidence evidence =
                SkullEvidence.of(new Volume(noisy, brain.width(), brain.height(), brain.depth(), brain.affine()));
        assertThat(evidence.stripped()).isFalse();
        assertThat(evidence.why()).isEqualTo("no single value outside");
    }

    @Test
    void anImageTooSmallForRaysIsJudgedByItsOutsideAlone() {
        float[] ball = new float[20 * 20 * 20];
        for (int at = 0; at < ball.length; at++) {
            double distance = Math.hypot(Math.hypot(at % 20 - 9.5, at / 20 % 20 - 9.5), at / 400 - 9.5);
            ball[at] = distance < 6 ? 100 : 0;
        }
        double[] affine = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        SkullEvidence evidence = SkullEvidence.of(new Volume(ball, 20, 20, 20, affine));
        assertThat(evidence.rays()).isZero();
        assertThat(evidence.stripped()).isTrue();
    }
}
