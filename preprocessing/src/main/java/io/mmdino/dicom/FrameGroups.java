package io.mmdino.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks up attributes of a frame: in the frame's functional groups, in the shared ones, then in the data set, where classic images
 * have them. Legacy converted images have the attributes of classic images in separate groups. Source: DICOM PS3.3
 * C.7.6.16.
 */
final class FrameGroups {

    private static final Set<String> COMPLEX_PARTS = Set.of("P", "PHASE", "R", "REAL", "I", "IMAGINARY");

    private final Dataset root;
    private final List<Dataset> own;
    private final List<Dataset> shared;
    private final int frames;

    private FrameGroups(Dataset root, int frames) {
        this.root = root;
        this.frames = frames;
        own = root.items(Tags.FRAME_GROUPS);
        shared = root.items(Tags.SHARED_GROUPS);
    }

    static FrameGroups of(Dataset root, int frames) throws DicomException {
        int groups = root.items(Tags.FRAME_GROUPS).size();
        if (groups > 0 && frames > 0 && groups != frames) {
            throw new DicomException("the file has " + frames + " frames and functional groups for " + groups
                    + ": it is corrupt, export it again");
        }
        return new FrameGroups(root, frames);
    }

    int frames() {
        return frames;
    }

    /** A decimal string of a frame; NaN where it is missing. */
    double decimal(int frame, int group, int tag) {
        return find(frame, group, tag).decimal(tag);
    }

    /** Decimal strings of a frame, [count]; empty where they are missing. */
    double[] decimals(int frame, int group, int tag, int count) throws DicomException {
        return find(frame, group, tag).decimals(tag, count);
    }

    /** Echo time in ms. Enhanced images have it as EffectiveEchoTime, a binary double. */
    double echoTime(int frame) {
        double effective =
                find(frame, Tags.ECHO_GROUP, Tags.EFFECTIVE_ECHO_TIME).float64(Tags.EFFECTIVE_ECHO_TIME);
        return Double.isNaN(effective) ? decimal(frame, Tags.CONVERTED_FRAME_GROUP, Tags.ECHO_TIME) : effective;
    }

    /** Inversion time in ms; the first of several. */
    double inversionTime(int frame) {
        double enhanced = find(frame, Tags.MODIFIER_GROUP, Tags.INVERSION_TIMES).float64(Tags.INVERSION_TIMES);
        return Double.isNaN(enhanced) ? decimal(frame, Tags.CONVERTED_FRAME_GROUP, Tags.INVERSION_TIME) : enhanced;
    }

    /** Diffusion weighting in s/mm2. */
    double bValue(int frame) {
        return find(frame, Tags.DIFFUSION_GROUP, Tags.B_VALUE).float64(Tags.B_VALUE);
    }

    double temporalPosition(int frame) {
        double index =
                find(frame, Tags.FRAME_CONTENT_GROUP, Tags.TEMPORAL_INDEX).unsigned32(Tags.TEMPORAL_INDEX);
        return Double.isNaN(index) ? decimal(frame, Tags.CONVERTED_FRAME_GROUP, Tags.TEMPORAL_POSITION) : index;
    }

    /** Free text of the data set, or of its first frame. */
    String text(int tag, DicomText texts) {
        return find(0, Tags.CONVERTED_FRAME_GROUP, tag).text(tag, texts);
    }

    /** A code in a group of the first frame; empty where it is missing. */
    String codeOf(int group, int tag) {
        return find(0, group, tag).text(tag);
    }

    /** Kind of a frame: the values of its FrameType, else of ImageType, and the complex component of enhanced images. */
    List<String> kind(int frame) {
        List<String> own = find(frame, Tags.FRAME_TYPE_GROUP, Tags.FRAME_TYPE).texts(Tags.FRAME_TYPE);
        List<String> kind = new ArrayList<>(own.isEmpty() ? root.texts(Tags.IMAGE_TYPE) : own);
        kind.addAll(find(frame, Tags.FRAME_TYPE_GROUP, Tags.COMPLEX_COMPONENT).texts(Tags.COMPLEX_COMPONENT));
        return List.copyOf(kind);
    }

    /** Kind of the first frame that is not phase, real or imaginary; of the first frame where all are. */
    List<String> mainKind() {
        for (int frame = 0; frame < Math.max(1, own.size()); frame++) {
            List<String> kind = kind(frame);
            if (COMPLEX_PARTS.stream().noneMatch(kind::contains)) {
                return kind;
            }
        }
        return kind(0);
    }

    /** Items of a sequence in a group of the first frame, or in the data set. */
    List<Dataset> items(int group, int tag) {
        for (Dataset place : places(0, group)) {
            if (!place.items(tag).isEmpty()) {
                return place.items(tag);
            }
        }
        return root.items(tag);
    }

    /** Text of the data set, or of its first frame. */
    String text(int tag, boolean unicode) {
        return find(0, Tags.CONVERTED_FRAME_GROUP, tag).text(tag, unicode);
    }

    List<String> texts(int tag) {
        return find(0, Tags.CONVERTED_FRAME_GROUP, tag).texts(tag);
    }

    private Dataset find(int frame, int group, int tag) {
        for (Dataset place : places(frame, group)) {
            if (place.has(tag)) {
                return place;
            }
        }
        return root;
    }

    private List<Dataset> places(int frame, int group) {
        List<Dataset> places = new ArrayList<>();
        if (frame < own.size()) {
            places.addAll(own.get(frame).items(group));
            places.addAll(own.get(frame).items(Tags.CONVERTED_FRAME_GROUP));
        }
        if (!shared.isEmpty()) {
            places.addAll(shared.get(0).items(group));
            places.addAll(shared.get(0).items(Tags.CONVERTED_SHARED_GROUP));
        }
        return places;
    }
}
