package io.mmdino.study;

import io.mmdino.volume.NiftiLimits;

/** Voxels that the volumes of one study may still have; told to each reader before it takes memory. */
final class VoxelBudget {

    private final NiftiLimits limits;
    private long left;

    VoxelBudget(NiftiLimits limits) {
        this.limits = limits;
        left = limits.maxStudyVoxels();
    }

    /** The limits for the next volume; at least a voxel, which no reader is content with. */
    NiftiLimits next() {
        return limits.withMaxVoxels(Math.max(1, Math.min(limits.maxVoxels(), left)));
    }

    void take(long voxels) {
        left -= voxels;
    }

    /** Says where a limit comes from, when it is what other volumes left. */
    String note() {
        return left < limits.maxVoxels()
                ? "; the study's volumes may have " + limits.maxStudyVoxels()
                        + " voxels together (limits.max-study-voxels), of which " + left + " were left"
                : "";
    }
}
