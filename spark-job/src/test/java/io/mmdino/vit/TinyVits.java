package io.mmdino.vit;

import java.util.List;

/** Backbones small enough for finite differences: width 8, two blocks, 2 px patches, 4 x 4 stored positions. */
final class TinyVits {

    static final int STORED_SIDE = 8;
    static final int OTHER_SIDE = 6;

    private TinyVits() {}

    static VitSettings of(FeedForward.Kind feedForward, int registers, String... sequences) {
        return new VitSettings(
                "custom",
                8,
                2,
                2,
                2,
                STORED_SIDE,
                List.of(sequences),
                List.of("t1", "t1c", "t2", "flair"),
                feedForward,
                registers,
                1e-5,
                VitSettings.DINOV2_DEVIATION,
                0);
    }
}
