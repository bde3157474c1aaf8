package io.mmdino.phantom;

/** What a voxel can be made of. A sequence sees tissues only by their brightness ({@link SiteProfile}). */
enum Tissue {
    CSF,
    GREY,
    WHITE,
    DEEP_GREY,
    /** Vessels, dura and choroid plexus: they take up contrast medium in every patient. */
    VESSEL,
    OEDEMA,
    SOLID,
    /** Tumour whose fluid flair suppresses: the dark core of the T2-FLAIR mismatch. */
    GELATINOUS,
    NECROSIS,
    ENHANCING,
    CALCIUM;

    static final int COUNT = values().length;
}
