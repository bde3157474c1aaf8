package io.mmdino.gate;

import io.mmdino.disk.SealedJson;
import java.util.List;

/**
 * The gate's decision with everything that it was decided by: the record that change control asks for (the FDA's predetermined
 * change control plans).
 *
 * @param format {@link #FORMAT}
 * @param blessing whether the challenger may become the champion
 * @param champion names the champion, such as {@code v000003}; empty for a first model
 * @param challenger names the challenger
 * @param frozenSet hash of the frozen set, see {@link FrozenSet#hash}
 * @param metric key of the metric
 * @param margin largest loss that is allowed, in units of the metric
 * @param confidence of the two-sided intervals
 * @param bootstrapDraws of each interval
 * @param seed of the draws
 * @param smallestSlice patients that a slice must have to decide
 * @param leastValue least value of the challenger's metric on the whole set
 * @param studies number of studies that both models predicted
 * @param onlyChampion number of studies that the challenger did not predict
 * @param onlyChallenger number of studies that the champion did not predict; left out of the comparison
 * @param neither number of studies that neither predicted; left out
 * @param slices the whole set first
 * @param reasons why the challenger is not blessed, in whole sentences; empty when it is
 */
public record Verdict(
        String format,
        Blessing blessing,
        String champion,
        String challenger,
        String frozenSet,
        String metric,
        double margin,
        double confidence,
        int bootstrapDraws,
        long seed,
        int smallestSlice,
        double leastValue,
        int studies,
        int onlyChampion,
        int onlyChallenger,
        int neither,
        List<SliceVerdict> slices,
        List<String> reasons) {

    /** Kind and version of the file. */
    public static final String FORMAT = "mm-dinov2 verdict 1";

    /** Name in a version of a registry. */
    public static final String FILE = "verdict.json";

    /** Whether a model may be used. */
    public enum Blessing {
        BLESSED,
        NOT_BLESSED
    }

    /** What a slice says of the challenger. */
    public enum Outcome {
        /** Not worse than the champion by more than the margin. */
        PASSED,
        FAILED,
        /** Too few patients to decide. */
        TOO_SMALL
    }

    /**
     * The comparison on one slice.
     *
     * @param kind {@code all}, {@code site}, {@code sequences} or {@code class}
     * @param value name of the slice within its kind
     * @param metric key of the metric compared; {@code accuracy} where all studies have one class
     * @param champion value of the metric; NaN for a first model or where undefined
     * @param challenger value of the metric; NaN where undefined
     * @param difference challenger less champion; NaN where undefined
     * @param low lower end of the difference's interval; NaN where undefined in every draw
     * @param high upper end
     */
    public record SliceVerdict(
            String kind,
            String value,
            int studies,
            int patients,
            String metric,
            double champion,
            double challenger,
            double difference,
            double low,
            double high,
            Outcome outcome) {}

    public Verdict {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("its format is '" + format + "', wanted '" + FORMAT + "'");
        }
        slices = List.copyOf(slices);
        reasons = List.copyOf(reasons);
        if ((blessing == Blessing.BLESSED) != reasons.isEmpty()) {
            throw new IllegalArgumentException("a verdict of " + blessing + " with " + reasons.size() + " reasons");
        }
    }

    public boolean isBlessed() {
        return blessing == Blessing.BLESSED;
    }

    /** The file's bytes. */
    public byte[] json() {
        return SealedJson.bytes(this);
    }

    /** @throws SealedJson.BrokenException when the bytes are damaged or no verdict */
    public static Verdict read(byte[] file) throws SealedJson.BrokenException {
        return SealedJson.read(file, Verdict.class, FILE);
    }
}
