package io.mmdino.dicom;

import java.util.ArrayList;
import java.util.List;

/** One frame of one file of a series. Positions are in mm, LPS. */
record SliceFrame(DicomHeader header, int file, int frame) {

    static List<SliceFrame> of(DicomHeader header, int file) {
        List<SliceFrame> frames = new ArrayList<>();
        for (int frame = 0; frame < header.frames().count(); frame++) {
            frames.add(new SliceFrame(header, file, frame));
        }
        return frames;
    }

    boolean placed() {
        return header.frames().placed(frame);
    }

    double[] position() {
        return header.frames().position(frame);
    }

    double[] orientation() {
        return header.frames().orientation(frame);
    }

    double rowSpacing() {
        return header.frames().rowSpacing(frame);
    }

    double columnSpacing() {
        return header.frames().columnSpacing(frame);
    }

    /** Image type, backslashes between its values. */
    String kind() {
        return header.frames().kinds()[frame];
    }

    /** Direction in which slices are stacked: cross product of the directions along a row and down a column. */
    double[] normal() {
        double[] o = orientation();
        return new double[] {
            o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3],
        };
    }
}
