package io.mmdino.bench;

import io.mmdino.crop.CropGeometry;
import io.mmdino.ssl.LossSettings;
import io.mmdino.ssl.ModelSettings;
import io.mmdino.vit.FeedForward;
import io.mmdino.vit.HeadSettings;
import io.mmdino.vit.VitSettings;
import java.util.List;

/** Shapes and sizes of the paper, for benches. Source: MM-DINOv2, arXiv:2509.06617, implementation details. */
final class PaperShapes {

    private static final List<String> SEQUENCES = List.of("t1", "t1c", "t2", "flair");

    /** Not of the paper: two blocks of width 64, for a check that a bench runs at all. */
    private static final String TINY = "tiny";

    private PaperShapes() {}

    /** Four sequences, patches of 14 px, positions for 518 px. */
    static VitSettings backbone(String architecture) {
        return backbone(architecture, 14, 518, SEQUENCES);
    }

    /** Stochastic depth is off, because it would skip a third of the work that is timed. */
    static VitSettings backbone(String architecture, int patch, int imageSize, List<String> sequences) {
        double deviation = VitSettings.DINOV2_DEVIATION;
        FeedForward.Kind mlp = FeedForward.Kind.MLP;
        boolean tiny = TINY.equals(architecture);
        String name = tiny ? "custom" : architecture;
        int width = tiny ? 64 : 0;
        int depth = tiny ? 2 : 0;
        int heads = tiny ? 1 : 0;
        return new VitSettings(
                name, width, depth, heads, patch, imageSize, sequences, sequences, mlp, 0, 1e-5, deviation, 0);
    }

    static ModelSettings model(String architecture) {
        HeadSettings head = TINY.equals(architecture) ? new HeadSettings(64, 32, 3) : new HeadSettings(2048, 256, 3);
        return new ModelSettings(backbone(architecture), head, head, 3, false, false);
    }

    static CropGeometry crops() {
        return new CropGeometry(98, 56, 8);
    }

    static LossSettings losses() {
        return new LossSettings(1, 0.1, 1, 0.5, 0.1, 0.1, 0.1, LossSettings.Centering.CENTERING, 0.9);
    }
}
