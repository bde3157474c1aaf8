package io.mmdino.slice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowCutterTest {

    private final WindowCutter cutter = new WindowCutter(4);

    private static Plane dot(int rows, int columns, int row, int column) {
        float[] values = new float[rows * columns];
        values[row * columns + column] = 2;
        return new Plane(values, rows, columns);
    }

    @Test
    void theWindowIsCentredOnTheTumour() {
        Plane mask = dot(20, 30, 9, 17);

        WindowCutter.Corner corner = cutter.corner(mask);

        assertThat(corner).isEqualTo(new WindowCutter.Corner(7, 15));
        assertThat(cutter.cut(mask, corner).at(2, 2)).isEqualTo(2);
    }

    @Test
    void theWindowStaysInTheSlice() {
        assertThat(cutter.corner(dot(20, 30, 0, 29))).isEqualTo(new WindowCutter.Corner(0, 26));
    }

    @Test
    void aSliceSmallerThanTheWindowIsTakenWhole() {
        Plane mask = dot(3, 30, 2, 1);

        Plane window = cutter.cut(mask, cutter.corner(mask));

        assertThat(window.rows()).isEqualTo(3);
        assertThat(window.columns()).isEqualTo(4);
        assertThat(window.at(2, 1)).isEqualTo(2);
    }

    @Test
    void withoutTumourTheWindowIsInTheMiddle() {
        assertThat(cutter.corner(new Plane(new float[110], 11, 10))).isEqualTo(new WindowCutter.Corner(3, 2));
    }

    @Test
    void aConstantWindowIsScaledToZero() {
        Plane flat = new Plane(new float[] {5, 5, 5, 5}, 2, 2);

        assertThat(PercentileScaling.DEFAULT.apply(flat).values()).containsOnly(0);
    }
}
