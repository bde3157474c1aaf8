package io.mmdino.study;

import io.mmdino.settings.AbsentMeans;
import io.mmdino.settings.DecidesNothing;
import io.mmdino.slice.SliceChoice;

/**
 * Treatment of images that are not skull-stripped, on one grid and without a bias field, and of tumour masks.
 *
 * @param unstripped treatment of heads that still have their skull
 * @param grids treatment of images of one study that lie on different grids
 * @param biasCorrection correction of the coils' bias field, a slow change of brightness
 * @param largestSlice what makes a slice of a tumour mask the largest of its axis
 * @param unreadable treatment of a study of which some images are broken or missing
 */
public record ImageSettings(
        Unstripped unstripped,
        Grids grids,
        BiasCorrection biasCorrection,
        @AbsentMeans("label-sum") SliceChoice.Largest largestSlice,
        @AbsentMeans("refuse") @DecidesNothing Unreadable unreadable) {

    /** The study is taken without the images that cannot be read, with a note, or refused. A failing storage always refuses. */
    public enum Unreadable {
        LEAVE_OUT,
        REFUSE
    }

    /** The study is accepted with a note in the manifest, or refused. */
    public enum Unstripped {
        ACCEPT,
        REFUSE
    }

    /** The images are resampled onto one grid by their affines, or the study is refused. */
    public enum Grids {
        RESAMPLE,
        REFUSE
    }

    /** No correction, or that of {@link io.mmdino.slice.BiasField}. */
    public enum BiasCorrection {
        NONE,
        N3
    }

    /** Accepts every study, without images that are broken, resamples onto one grid, corrects no bias field and counts voxels. */
    public static ImageSettings defaults() {
        return new ImageSettings(
                Unstripped.ACCEPT,
                Grids.RESAMPLE,
                BiasCorrection.NONE,
                SliceChoice.Largest.VOXELS,
                Unreadable.LEAVE_OUT);
    }
}
