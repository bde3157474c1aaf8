package io.mmdino.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBackExactly() throws IOException {
        Path file = folder.resolve("run/classifier.json");

        ClassifierJson.write(CLASSIFIER, file);

        assertThat(ClassifierJson.read(file)).usingRecursiveComparison().isEqualTo(CLASSIFIER);
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        "version":1           | "version":2                    | wanted mm-dinov2-classifier version 1
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
        ClassifierJson.write(CLASSIFIER, file);
        Files.writeString(file, Files.readString(file).replace(from, to));

        assertThatThrownBy(() -> ClassifierJson.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("classifier.json")
                .hasMessageContaining(message);
    }

    @Test
    void halfAFileIsRefused() throws IOException {
        Path file = folder.resolve("classifier.json");
        ClassifierJson.write(CLASSIFIER, file);
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() / 2));

        assertThatThrownBy(() -> ClassifierJson.read(file)).hasMessageContaining("cannot be used");
    }

    @Test
    void featuresOfAnotherModelAreRefused() {
        FeatureTable wide = Tables.of(new double[] {1, 2, 3}, 3, new double[] {0});

        assertThatThrownBy(() -> CLASSIFIER.predict(wide))
                .hasMessageContaining("features of width 3 for a classifier of width 2");
    }
}
