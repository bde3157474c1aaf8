package io.mmdino.archive;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a DICOM header says that decides between series of one sequence. Lengths are in mm, NaN where they are not known.
 *
 * @param derived whether the image is computed from others, such as a reformatted one
 * @param head whether the header says that it shows the head
 * @param gradient whether it is a gradient echo without a spin echo
 * @param contrast whether the header speaks of a contrast agent
 * @param low place of the file's first slice along the normal of its slices
 * @param high place of its last slice
 * @param rowSpacing distance of two rows
 * @param columnSpacing distance of two columns
 * @param why why the file shows its sequence, free of text of the file
 */
public record ImageFacts(
        boolean derived,
        boolean head,
        boolean gradient,
        boolean contrast,
        double low,
        double high,
        double rowSpacing,
        double columnSpacing,
        String why) {

    /** Facts of files whose headers were not read. */
    public static final ImageFacts NONE =
            new ImageFacts(false, false, false, false, Double.NaN, Double.NaN, Double.NaN, Double.NaN, "");

    void write(DataOutputStream out) throws IOException {
        out.writeByte((derived ? 1 : 0) | (head ? 2 : 0) | (gradient ? 4 : 0) | (contrast ? 8 : 0));
        out.writeDouble(low);
        out.writeDouble(high);
        out.writeDouble(rowSpacing);
        out.writeDouble(columnSpacing);
        out.writeUTF(why);
    }

    static ImageFacts read(DataInputStream in) throws IOException {
        int flags = in.readByte();
        return new ImageFacts(
                (flags & 1) != 0,
                (flags & 2) != 0,
                (flags & 4) != 0,
                (flags & 8) != 0,
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readUTF());
    }
}
