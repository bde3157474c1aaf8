package io.mmdino.dicom.codec;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Encodes JPEG-LS step by step as ISO/IEC 14495-1 annex A says, with its names, for grey images.
 *
 * @param near largest error
 * @param presets MAXVAL, T1, T2, T3 and RESET, 0 for the default of each; empty for no preset segment
 * @param restartRows rows between restarts; 0 for none
 */
record JpegLsEncoder(int near, int[] presets, int restartRows) {

    static JpegLsEncoder lossless() {
        return near(0);
    }

    static JpegLsEncoder near(int near) {
        return new JpegLsEncoder(near, new int[0], 0);
    }

    byte[] encode(int[] numbers, int columns, int precision) {
        int rows = numbers.length / columns;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, 0xFF, 0xD8, 0xFF, 0xF7, 0, 11, precision, rows >> 8, rows, columns >> 8, columns, 1, 1, 0x11, 0);
        if (presets.length > 0) {
            put(out, 0xFF, 0xF8, 0, 13, 1);
            Arrays.stream(presets).forEach(preset -> put(out, preset >> 8, preset));
        }
        if (restartRows > 0) {
            put(out, 0xFF, 0xDD, 0, 4, restartRows >> 8, restartRows);
        }
        put(out, 0xFF, 0xDA, 0, 8, 1, 1, 0, near, 0, 0);
        int interval = restartRows > 0 ? restartRows : rows;
        for (int top = 0; top < rows; top += interval) {
            if (top > 0) {
                put(out, 0xFF, 0xD0 + (top / interval - 1) % 8);
            }
            int end = Math.min(rows, top + interval);
            new Interval(Arrays.copyOfRange(numbers, top * columns, end * columns), columns, precision, out).encode();
        }
        put(out, 0xFF, 0xD9);
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, int... bytes) {
        for (int value : bytes) {
            out.write(value);
        }
    }

    private int preset(int i, int otherwise) {
        return presets.length > 0 && presets[i] != 0 ? presets[i] : otherwise;
    }

    /** The rows between two restarts, encoded from the start values of all variables. */
    private final class Interval {

        private static final int[] J = {
            0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
        };

        private final int[] image;
        private final int columns;
        private final CodedBits bits;
        private final int maxval;
        private final int[] t = new int[3];
        private final int reset;
        private final int range;
        private final int qbpp;
        private final int limit;
        private final int[] a = new int[367];
        private final int[] b = new int[365];
        private final int[] c = new int[365];
        private final int[] n = new int[367];
        private final int[] nn = new int[367];
        private int runIndex;

        Interval(int[] image, int columns, int precision, ByteArrayOutputStream out) {
            this.image = image;
            this.columns = columns;
            bits = CodedBits.jpegLs(out);
            maxval = preset(0, (1 << precision) - 1);
            thresholds();
            reset = preset(4, 64);
            range = (maxval + 2 * near) / (2 * near + 1) + 1;
            qbpp = log2(range);
            int bpp = Math.max(2, log2(maxval + 1));
            limit = 2 * (bpp + Math.max(8, bpp));
            Arrays.fill(a, Math.max(2, (range + 32) / 64));
            Arrays.fill(n, 1);
        }

        private static int log2(int value) {
            return (int) Math.ceil(Math.log(value) / Math.log(2) - 1e-9);
        }

        private void thresholds() {
            int[] basic = {3, 7, 21};
            for (int i = 0; i < 3; i++) {
                int value;
                if (maxval >= 128) {
                    int factor = (Math.min(maxval, 4095) + 128) / 256;
                    value = factor * (basic[i] - 2 - i) + 2 + i + (3 + 2 * i) * near;
                } else {
                    int factor = 256 / (maxval + 1);
                    value = Math.max(2 + i, basic[i] / factor + (3 + 2 * i) * near);
                }
                int least = i == 0 ? near + 1 : t[i - 1];
                t[i] = preset(1 + i, value > maxval || value < least ? least : value);
            }
        }

        /** A number already encoded, as the decoder will see it; 0 above the first row. */
        private int at(int y, int x) {
            return y < 0 ? 0 : image[y * columns + x];
        }

        void encode() {
            for (int y = 0; y < image.length / columns; y++) {
                int x = 0;
                while (x < columns) {
                    int ra = x == 0 ? at(y - 1, 0) : at(y, x - 1);
                    int rb = at(y - 1, x);
                    int rc = x == 0 ? at(y - 2, 0) : at(y - 1, x - 1);
                    int rd = x == columns - 1 ? rb : at(y - 1, x + 1);
                    int[] d = {rd - rb, rb - rc, rc - ra};
                    if (Arrays.stream(d).allMatch(gradient -> Math.abs(gradient) <= near)) {
                        x = run(y, x, ra);
                    } else {
                        int position = y * columns + x;
                        image[position] = regular(d, ra, rb, rc, image[position]);
                        x++;
                    }
                }
            }
            bits.flush();
        }

        private int quantised(int d) {
            if (Math.abs(d) <= near) {
                return 0;
            }
            int size = 1;
            for (int threshold : t) {
                size += Math.abs(d) >= threshold ? 1 : 0;
            }
            return d < 0 ? -size : size;
        }

        private int regular(int[] d, int ra, int rb, int rc, int ix) {
            int q1 = quantised(d[0]);
            int q2 = quantised(d[1]);
            int q3 = quantised(d[2]);
            int sign = q1 < 0 || q1 == 0 && (q2 < 0 || q2 == 0 && q3 < 0) ? -1 : 1;
            int q = sign * (81 * q1 + 9 * q2 + q3);
            int px = rc >= Math.max(ra, rb)
                    ? Math.min(ra, rb)
                    : rc <= Math.min(ra, rb) ? Math.max(ra, rb) : ra + rb - rc;
            px = clamp(px + (sign == 1 ? c[q] : -c[q]));
            int errval = quantisedError(sign * (ix - px));
            int rx = clamp(px + sign * errval * (2 * near + 1));
            errval = modulo(errval);
            int k = golomb(n[q], a[q]);
            int mapped;
            if (near == 0 && k == 0 && 2 * b[q] <= -n[q]) {
                mapped = errval >= 0 ? 2 * errval + 1 : -2 * (errval + 1);
            } else {
                mapped = errval >= 0 ? 2 * errval : -2 * errval - 1;
            }
            limited(k, limit, mapped);
            update(q, errval);
            return rx;
        }

        private void update(int q, int errval) {
            b[q] += errval * (2 * near + 1);
            a[q] += Math.abs(errval);
            if (n[q] == reset) {
                a[q] >>= 1;
                b[q] = b[q] >= 0 ? b[q] >> 1 : -(1 - b[q] >> 1);
                n[q] >>= 1;
            }
            n[q]++;
            if (b[q] <= -n[q]) {
                b[q] += n[q];
                if (c[q] > -128) {
                    c[q]--;
                }
                if (b[q] <= -n[q]) {
                    b[q] = -n[q] + 1;
                }
            } else if (b[q] > 0) {
                b[q] -= n[q];
                if (c[q] < 127) {
                    c[q]++;
                }
                if (b[q] > 0) {
                    b[q] = 0;
                }
            }
        }

        private int run(int y, int from, int ra) {
            int x = from;
            while (x < columns && Math.abs(image[y * columns + x] - ra) <= near) {
                image[y * columns + x] = ra;
                x++;
            }
            int count = x - from;
            while (count >= 1 << J[runIndex]) {
                bits.put(1, 1);
                count -= 1 << J[runIndex];
                if (runIndex < 31) {
                    runIndex++;
                }
            }
            if (x == columns) {
                if (count > 0) {
                    bits.put(1, 1);
                }
                return x;
            }
            bits.put(0, 1);
            bits.put(count, J[runIndex]);
            image[y * columns + x] = interruption(ra, at(y - 1, x), image[y * columns + x]);
            if (runIndex > 0) {
                runIndex--;
            }
            return x + 1;
        }

        private int interruption(int ra, int rb, int ix) {
            int type = Math.abs(ra - rb) <= near ? 1 : 0;
            int px = type == 1 ? ra : rb;
            int sign = type == 0 && ra > rb ? -1 : 1;
            int errval = quantisedError(sign * (ix - px));
            int rx = clamp(px + sign * errval * (2 * near + 1));
            errval = modulo(errval);
            int q = 365 + type;
            int k = golomb(n[q], type == 0 ? a[q] : a[q] + (n[q] >> 1));
            boolean map =
                    k == 0 && errval > 0 && 2 * nn[q] < n[q] || errval < 0 && 2 * nn[q] >= n[q] || errval < 0 && k != 0;
            int mapped = 2 * Math.abs(errval) - type - (map ? 1 : 0);
            limited(k, limit - J[runIndex] - 1, mapped);
            if (errval < 0) {
                nn[q]++;
            }
            a[q] += mapped + 1 - type >> 1;
            if (n[q] == reset) {
                a[q] >>= 1;
                n[q] >>= 1;
                nn[q] >>= 1;
            }
            n[q]++;
            return rx;
        }

        private int quantisedError(int errval) {
            return errval > 0 ? (errval + near) / (2 * near + 1) : -((near - errval) / (2 * near + 1));
        }

        private int modulo(int errval) {
            int positive = errval < 0 ? errval + range : errval;
            return positive >= (range + 1) / 2 ? positive - range : positive;
        }

        private int clamp(int value) {
            return Math.max(0, Math.min(maxval, value));
        }

        private int golomb(int count, int sum) {
            int k = 0;
            while ((long) count << k < sum) {
                k++;
            }
            return k;
        }

        private void limited(int k, int glimit, int value) {
            int most = glimit - qbpp - 1;
            int zeros = Math.min(value >> k, most);
            for (int i = 0; i < zeros; i++) {
                bits.put(0, 1);
            }
            bits.put(1, 1);
            if (zeros < most) {
                bits.put(value, k);
            } else {
                bits.put(value - 1, qbpp);
            }
        }
    }
}
