package io.mmdino.study;

import io.mmdino.volume.NiftiLimits;

/** The number of voxels that the volumes of one study may still have. Bounds each volume before memory is taken for it. */
final class VoxelBudget {

    static final String SETTING = "limits.max-study-voxels";

    private final NiftiLimits limits;
    private long left;

    VoxelBudget(NiftiLimits limits) {
        this.limits = limits;
        left = limits.maxStudyVoxels();
    }

    /**
     * The limits for the next volume. At least 1 voxel, because {@link NiftiLimits} refuses 0; no image fits into 1, so it is
     * refused.
     */
    NiftiLimits next() {
        return limits.withMaxVoxels(Math.max(1, Math.min(limits.maxVoxels(), left)));
    }

    void take(long voxels) {
        left -= voxels;
    }

    /** For messages: the study's limit, when it is lower than the limit of a volume; otherwise empty. */
    String note() {
        return left < limits.maxVoxels()
                ? "; the study's volumes may have " + limits.maxStudyVoxels() + " voxels together (" + SETTING
                        + "), of which " + left + " were left"
                : "";
    }
}
