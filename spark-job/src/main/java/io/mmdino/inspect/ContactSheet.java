package io.mmdino.inspect;

import io.mmdino.shard.Window;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A picture of windows as the model sees them: sequences as columns, slices as rows, the tumour or brain outlined, letters for
 * the patient's sides and a bar of 20 mm. Needs neither screen nor fonts.
 *
 * @param title line at the top
 * @param columns names of the sequences, in the order of the windows
 * @param rows one or more, of windows of one size
 * @param notes lines at the bottom
 */
record ContactSheet(String title, List<String> columns, List<Row> rows, List<String> notes) {

    private static final int TILE = 288;
    private static final int GAP = 8;
    private static final int TEXT = 2;
    private static final int LINE = 24;
    private static final int BACKGROUND = 0x101316;
    private static final int ABSENT = 0x1C2126;
    private static final int BRIGHT = 0xF2F2F2;
    private static final int DIM = 0x9AA4AD;
    private static final int BAR_MM = 20;

    /** Left, right, top and bottom of a slice across each axis: right, front and top of the patient come first. */
    private static final String[] SIDES = {"APSI", "RLSI", "RLAP"};

    /**
     * One row of the sheet: one window, with all its sequences.
     *
     * @param labels lines beside the row; the first is brighter
     * @param axis 0, 1 or 2, across which the slice was cut
     * @param rowMm distance of two rows of the window, mm
     */
    record Row(List<String> labels, Window window, int axis, double rowMm) {}

    ContactSheet {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a contact sheet without windows, wanted one row or more");
        }
    }

    BufferedImage draw() {
        int margin = rows.stream()
                        .flatMap(row -> row.labels().stream())
                        .mapToInt(label -> Letters.width(label, TEXT))
                        .max()
                        .orElse(0)
                + 3 * GAP;
        int side = side();
        int head = 2 * LINE + 3 * GAP;
        int text = Math.max(Letters.width(title, TEXT), widest(notes)) + 2 * GAP;
        int width = Math.max(text, margin + columns.size() * (side + GAP));
        int height = head + rows.size() * (side + GAP) + notes.size() * LINE + GAP;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        fill(image, 0, 0, width, height, BACKGROUND);
        Letters letters = new Letters();
        letters.draw(image, title, GAP, GAP, TEXT, BRIGHT);
        for (int m = 0; m < columns.size(); m++) {
            int middle = margin + m * (side + GAP) + side / 2;
            letters.draw(
                    image,
                    columns.get(m),
                    middle - Letters.width(columns.get(m), TEXT) / 2,
                    LINE + 2 * GAP,
                    TEXT,
                    BRIGHT);
        }
        for (int n = 0; n < rows.size(); n++) {
            row(image, letters, rows.get(n), margin, head + n * (side + GAP));
        }
        for (int n = 0; n < notes.size(); n++) {
            letters.draw(image, notes.get(n), GAP, head + rows.size() * (side + GAP) + n * LINE + GAP / 2, TEXT, DIM);
        }
        return image;
    }

    private int zoom() {
        return Math.max(1, TILE / rows.get(0).window().side());
    }

    private int side() {
        return zoom() * rows.get(0).window().side();
    }

    private static int widest(List<String> lines) {
        return lines.stream().mapToInt(line -> Letters.width(line, TEXT)).max().orElse(0);
    }

    private void row(BufferedImage image, Letters letters, Row row, int margin, int top) {
        int side = side();
        for (int n = 0; n < row.labels().size(); n++) {
            letters.draw(image, row.labels().get(n), GAP, top + GAP + n * LINE, TEXT, n == 0 ? BRIGHT : DIM);
        }
        for (int m = 0; m < columns.size(); m++) {
            int left = margin + m * (side + GAP);
            if (row.window().present()[m]) {
                tile(image, new TileImage(row.window(), m, zoom()), left, top);
                sides(image, letters, SIDES[row.axis()], left, top);
            } else {
                fill(image, left, top, side, side, ABSENT);
                letters.draw(
                        image,
                        "missing",
                        left + (side - Letters.width("missing", TEXT)) / 2,
                        top + side / 2 - GAP,
                        TEXT,
                        DIM);
            }
        }
        int bar = (int) Math.round(BAR_MM / row.rowMm() * zoom());
        int first = 0;
        while (first < columns.size() - 1 && !row.window().present()[first]) {
            first++;
        }
        if (bar > 0 && bar < side / 2) {
            bar(image, letters, bar, margin + first * (side + GAP) + side - GAP, top + side - GAP);
        }
    }

    private static void tile(BufferedImage image, TileImage tile, int left, int top) {
        for (int y = 0; y < tile.side(); y++) {
            for (int x = 0; x < tile.side(); x++) {
                image.setRGB(left + x, top + y, tile.rgb(x, y));
            }
        }
    }

    private void sides(BufferedImage image, Letters letters, String names, int left, int top) {
        int side = side();
        int middle = side / 2 - 7;
        shadowed(image, letters, names.substring(0, 1), left + 4, top + middle);
        shadowed(image, letters, names.substring(1, 2), left + side - 14, top + middle);
        shadowed(image, letters, names.substring(2, 3), left + side / 2 - 5, top + 4);
        shadowed(image, letters, names.substring(3, 4), left + side / 2 - 5, top + side - 18);
    }

    private static void bar(BufferedImage image, Letters letters, int length, int right, int bottom) {
        fill(image, right - length - 1, bottom - 4, length + 2, 4, 0);
        fill(image, right - length, bottom - 3, length, 2, BRIGHT);
        String text = BAR_MM + " mm";
        shadowed(image, letters, text, right - Letters.width(text, TEXT), bottom - 24);
    }

    /** Readable on white and on black. */
    private static void shadowed(BufferedImage image, Letters letters, String text, int x, int y) {
        for (int v = -1; v <= 1; v++) {
            for (int u = -1; u <= 1; u++) {
                letters.draw(image, text, x + u, y + v, TEXT, 0);
            }
        }
        letters.draw(image, text, x, y, TEXT, BRIGHT);
    }

    private static void fill(BufferedImage image, int left, int top, int width, int height, int rgb) {
        for (int y = Math.max(0, top); y < Math.min(image.getHeight(), top + height); y++) {
            for (int x = Math.max(0, left); x < Math.min(image.getWidth(), left + width); x++) {
                image.setRGB(x, y, rgb);
            }
        }
    }
}
