package io.mmdino.dicom;

import io.mmdino.dicom.DicomSeriesReader.DicomSource;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An oblique series whose pixels are given by formulas: {@value #SLICES} slices of {@value #ROWS} x {@value #COLUMNS} pixels,
 * 0.9 mm between rows, 0.7 mm between columns, 3.3 mm between slices, turned about two axes.
 */
final class SyntheticSeries {

    static final int SLICES = 7;
    static final int ROWS = 24;
    static final int COLUMNS = 20;
    static final double GAP = 3.3;

    /** Directions along a row, down a column and along the normal, LPS: rotated by 0.3 about x and -0.2 about z. */
    static final double[][] AXES = axes(0.3, -0.2);

    private static final double[] ORIGIN = {-81.25, -60.5, 12.75};

    private SyntheticSeries() {}

    /** Signed stored number of a pixel. Neighbours differ, so that tests detect shifts and flips. */
    static int stored(int i, int j, int k) {
        return (i * 37 + j * 101 + k * 211 + i * j * (k + 1)) % 1999 - 700;
    }

    static DicomFixture slice(int k) {
        return placed(new DicomFixture(), k)
                .text(Tags.SOP_INSTANCE, "UI", "1.2.3.9." + (k + 1))
                .text(Tags.INSTANCE_NUMBER, "IS", Integer.toString(100 - k))
                .size(ROWS, COLUMNS)
                .pixels(index -> stored(index % COLUMNS, index / COLUMNS, k));
    }

    static DicomFixture placed(DicomFixture fixture, double k) {
        return fixture.text(Tags.POSITION, "DS", decimals(position(k)))
                .text(Tags.ORIENTATION, "DS", decimals(AXES[0]) + "\\" + decimals(AXES[1]))
                .text(Tags.PIXEL_SPACING, "DS", "0.9\\0.7");
    }

    static double[] position(double k) {
        double[] position = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            position[axis] = ORIGIN[axis] + k * GAP * AXES[2][axis];
        }
        return position;
    }

    static String decimals(double[] numbers) {
        return String.join(
                "\\",
                Arrays.stream(numbers)
                        .mapToObj(number -> String.format(Locale.ROOT, "%.8f", number))
                        .toList());
    }

    static List<DicomFixture> slices() {
        List<DicomFixture> slices = new ArrayList<>();
        for (int k = 0; k < SLICES; k++) {
            slices.add(slice(k));
        }
        return slices;
    }

    static List<byte[]> files(List<DicomFixture> slices, TransferSyntax syntax) {
        return slices.stream().map(slice -> slice.file(syntax)).toList();
    }

    static List<DicomHeader> headers(List<byte[]> files) {
        return files.stream().map(DicomFixture::read).toList();
    }

    static List<DicomSource> sources(List<byte[]> files) {
        return files.stream()
                .<DicomSource>map(file -> () -> new ByteArrayInputStream(file))
                .toList();
    }

    private static double[][] axes(double aboutX, double aboutZ) {
        double cx = Math.cos(aboutX);
        double sx = Math.sin(aboutX);
        double cz = Math.cos(aboutZ);
        double sz = Math.sin(aboutZ);
        return new double[][] {{cz, sz * cx, sz * sx}, {-sz, cz * cx, cz * sx}, {0, -sx, cx}};
    }
}
