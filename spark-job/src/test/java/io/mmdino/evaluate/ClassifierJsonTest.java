package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmdino.disk.DamagedFileException;
import io.mmdino.disk.Seal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierJsonTest {

    private static final Classifier CLASSIFIER = new Classifier(
            List.of("astrocytoma", "glioblastoma", "oligodendroglioma"),
            new int[] {0, 2},
            2,
            0.1,
            true,
            new double[] {1.0 / 3, -2e-300, 1e17, 0.1},
            new double[] {-0.7, 0.7});

    private static final ClassifierJson.Fitted FITTED =
            new ClassifierJson.Fitted(CLASSIFIER, "teacher-1", "settings-1");

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBackExactly() throws IOException {
        Path file = folder.resolve("run/classifier.json");

        ClassifierJson.write(FITTED, file);

        assertThat(ClassifierJson.read(file)).usingRecursiveComparison().isEqualTo(FITTED);
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        "version":2           | "version":1                    | wanted mm-dinov2-classifier version 2
        "width":2             | "width":3                      | weights is not a list of 3 numbers but one of 2
        "width":2             | "width":2000000000             | width holds 2000000000
        "width":2             | "width":-1                     | width holds -1
        "width":2             | "width":"two"                  | width holds "two"
        "fitted":[0,2]        | "fitted":[0,3]                 | fitted holds 3
        "fitted":[0,2]        | "fitted":[2,0]                 | ascending
        "fitted":[0,2]        | "fitted":[]                    | fitted is not a list
        [-0.7,0.7]            | [-0.7]                         | intercept is not a list of 2 numbers
        [-0.7,0.7]            | [-0.7,1e999]                   | not finite
        [-0.7,0.7]            | [-0.7,null]                    | intercept holds null
        "c":0.1               | "c":0                          | C is 0.0
        "astrocytoma"         | "glioblastoma"                 | class names repeat
        {"format"             | ["format"                      | cannot be used
        """)
    void aBrokenFileIsRefusedSayingWhatIsWrong(String from, String to, String message) throws IOException {
        Path file = folder.resolve("classifier.json");
        ClassifierJson.write(FITTED, file);
        Files.write(file, sealed(Files.readString(file).replace(from, to)));

        assertThatThrownBy(() -> ClassifierJson.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("classifier.json")
                .hasMessageContaining(message);
    }

    @Test
    void halfAFileIsRefused() throws IOException {
        Path file = folder.resolve("classifier.json");
        ClassifierJson.write(FITTED, file);
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() / 2));

        assertThatThrownBy(() -> ClassifierJson.read(file)).hasMessageContaining("cannot be used");
    }

    @Test
    void everyFlippedBitIsFound() throws IOException {
        Path file = folder.resolve("classifier.json");
        ClassifierJson.write(FITTED, file);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(7);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            assertThatThrownBy(() -> ClassifierJson.read(file))
                    .as("byte " + at)
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageContaining("classifier.json")
                    .hasMessageContaining("start the same train command again");
        }
    }

    @Test
    void theHashIsOfAllThatDecidesProbabilities() {
        Classifier c = CLASSIFIER;
        List<String> swapped = List.of("oligodendroglioma", "glioblastoma", "astrocytoma");
        double[] weights = c.weights().clone();
        weights[3] = Math.nextUp(weights[3]);
        assertThat(List.of(
                        FITTED.hash(),
                        new ClassifierJson.Fitted(c, "teacher-2", "settings-1").hash(),
                        new ClassifierJson.Fitted(c, "teacher-1", "settings-2").hash(),
                        of(swapped, c.weights(), c.intercept()).hash(),
                        of(c.classNames(), weights, c.intercept()).hash(),
                        of(c.classNames(), c.weights(), new double[] {-0.7, 0.8})
                                .hash()))
                .doesNotHaveDuplicates();
        assertThat(of(c.classNames(), c.weights(), c.intercept()).hash()).isEqualTo(FITTED.hash());
    }

    private static ClassifierJson.Fitted of(List<String> classes, double[] weights, double[] intercept) {
        return new ClassifierJson.Fitted(
                new Classifier(classes, new int[] {0, 2}, 2, 0.1, true, weights, intercept), "teacher-1", "settings-1");
    }

    /** A text with a right checksum, whatever it says. */
    private static byte[] sealed(String text) {
        return Seal.close(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void featuresOfAnotherModelAreRefused() {
        FeatureTable wide = Tables.of(new double[] {1, 2, 3}, 3, new double[] {0});

        assertThatThrownBy(() -> CLASSIFIER.predict(wide))
                .hasMessageContaining("features of width 3 for a classifier of width 2");
    }
}
