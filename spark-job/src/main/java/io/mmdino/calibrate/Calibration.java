package io.mmdino.calibrate;

import io.mmdino.disk.AtomicFile;
import io.mmdino.disk.SealedJson;
import io.mmdino.evaluate.Bootstrap;
import io.mmdino.evaluate.Predictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file {@code calibration.json}: how the probabilities of one classifier on one model's features are to be read. It belongs to
 * the weights and the classifier whose hashes it names, and to no others.
 *
 * @param format {@link #FORMAT}
 * @param modelHash SHA-256 of the teacher's weights, 64 hex digits
 * @param classifierHash SHA-256 of the classifier's file, 64 hex digits
 * @param temperature fitted on validation
 * @param before reliability of the same studies without it
 * @param after reliability with it
 * @param coverage share of the validation studies that abstention is to keep
 * @param threshold least calibrated confidence that is kept
 * @param riskCoverage the whole curve of the calibrated predictions
 */
public record Calibration(
        String format,
        String modelHash,
        String classifierHash,
        Temperature temperature,
        Reliability before,
        Reliability after,
        double coverage,
        double threshold,
        RiskCoverage riskCoverage) {

    /** Kind and version of the file. */
    public static final String FORMAT = "mm-dinov2 calibration 1";

    /** Name in a run folder. */
    public static final String FILE = "calibration.json";

    private static final int LARGEST_FILE = 64 << 20;
    private static final int BINS = 15;

    public Calibration {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("its format is '" + format + "', wanted '" + FORMAT + "'");
        }
        requireHash("model_hash", modelHash);
        requireHash("classifier_hash", classifierHash);
        if (!(coverage > 0 && coverage <= 1) || !(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("its coverage is " + coverage + " and its threshold " + threshold
                    + ", wanted a coverage above 0 and at most 1 and a threshold from 0 to 1");
        }
    }

    private static void requireHash(String name, String hash) {
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("its " + name + " is '" + hash + "', wanted 64 hex digits");
        }
    }

    /**
     * Calibrates a classifier on the studies of validation.
     *
     * @param coverage share of the studies that abstention is to keep, above 0 and at most 1
     */
    public static Calibration fit(
            Predictions validation, double coverage, Bootstrap bootstrap, String modelHash, String classifierHash) {
        Temperature temperature = TemperatureScaling.fit(validation);
        Predictions scaled = temperature.scaled(validation);
        RiskCoverage curve = RiskCoverage.of(scaled);
        return new Calibration(
                FORMAT,
                modelHash,
                classifierHash,
                temperature,
                Reliability.of(validation, BINS, bootstrap),
                Reliability.of(scaled, BINS, bootstrap),
                coverage,
                curve.at(coverage).threshold(),
                curve);
    }

    /** Whether a study with these classifier's probabilities is to be left without a prediction. */
    public boolean abstains(double[] p) {
        return Probabilities.confidence(temperature.scaled(p)) < threshold;
    }

    /**
     * Checks that the file belongs to a model.
     *
     * @throws IOException naming which of the two hashes differs
     */
    public void require(String model, String classifier) throws IOException {
        if (!modelHash.equals(model) || !classifierHash.equals(classifier)) {
            throw new IOException(FILE + " belongs to another "
                    + (modelHash.equals(model) ? "classifier of this model" : "model")
                    + "; train again, or restore the file that belongs here");
        }
    }

    /** Writes the file atomically. */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, SealedJson.bytes(this));
    }

    /** @throws IOException when the file cannot be read, is damaged or is something else */
    public static Calibration read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException(FILE + " has " + Files.size(file) + " bytes, wanted at most " + LARGEST_FILE);
        }
        return SealedJson.read(Files.readAllBytes(file), Calibration.class, FILE);
    }
}
