package io.mmdino.inspect;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A bitmap font of 5 x 9 dots. Servers without a screen often have no fonts, and with this one a picture has the same bytes on
 * every machine.
 */
final class Letters {

    private static final int DOTS = 5;
    private static final int ADVANCE = DOTS + 1;
    private static final char OTHER = '?';

    private final Map<Character, int[]> rows = new HashMap<>();

    /** Reads {@code letters.txt}: a letter, then its rows from the top, five bits each. */
    Letters() {
        try (InputStream in = Letters.class.getResourceAsStream("letters.txt")) {
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException("letters.txt is missing from the build", e);
        }
    }

    private void add(String line) {
        String[] words = line.substring(2).split(" ");
        int[] bits = new int[words.length];
        for (int row = 0; row < bits.length; row++) {
            bits[row] = Integer.parseInt(words[row], 16);
        }
        rows.put(line.charAt(0), bits);
    }

    /** Width of a text in pixels, when a dot is {@code size} pixels wide. */
    static int width(String text, int size) {
        return text.isEmpty() ? 0 : (text.length() * ADVANCE - 1) * size;
    }

    /**
     * Draws a text with the upper left corner of its first letter at x, y. Unknown letters become question marks; dots outside
     * the image are left out.
     */
    void draw(BufferedImage image, String text, int x, int y, int size, int rgb) {
        for (int n = 0; n < text.length(); n++) {
            if (text.charAt(n) == ' ') {
                continue;
            }
            int[] bits = rows.getOrDefault(text.charAt(n), rows.get(OTHER));
            for (int row = 0; row < bits.length; row++) {
                for (int column = 0; column < DOTS; column++) {
                    if ((bits[row] >> (DOTS - 1 - column) & 1) == 1) {
                        dot(image, x + (n * ADVANCE + column) * size, y + row * size, size, rgb);
                    }
                }
            }
        }
    }

    private static void dot(BufferedImage image, int x, int y, int size, int rgb) {
        for (int v = Math.max(y, 0); v < Math.min(y + size, image.getHeight()); v++) {
            for (int u = Math.max(x, 0); u < Math.min(x + size, image.getWidth()); u++) {
                image.setRGB(u, v, rgb);
            }
        }
    }
}
