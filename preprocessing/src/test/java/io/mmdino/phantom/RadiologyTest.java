package io.mmdino.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmdino.phantom.PhantomImages.MrSequence;
import io.mmdino.phantom.Roster.Patient;
import io.mmdino.phantom.Roster.Subtype;
import io.mmdino.phantom.Scanner.NoiseTable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The radiological signs of the classes: medians over patients of the tumour's intensities relative to the brain's median. */
class RadiologyTest {
    private static final int STUDIES = 45;
    private static final Map<Site, Map<Subtype, double[][][]>> MEASURED = new EnumMap<>(Site.class);

    @BeforeAll
    static void measure() {
        for (Site site : Site.values()) {
            MEASURED.put(site, measure(site));
        }
    }

    @ParameterizedTest
    @EnumSource(Site.class)
    void astrocytomaIsBrightOnT2WithADarkerMiddleOnFlairThanOthers(Site site) {
        assertThat(tumour(site, Subtype.ASTROCYTOMA, MrSequence.T2, 50)).isGreaterThan(1.4);
        assertThat(tumour(site, Subtype.ASTROCYTOMA, MrSequence.FLAIR, 50))
                .isLessThan(tumour(site, Subtype.GLIOBLASTOMA, MrSequence.FLAIR, 50) - 0.2)
                .isLessThan(tumour(site, Subtype.OLIGODENDROGLIOMA, MrSequence.FLAIR, 50) - 0.2);
        assertThat(tumour(site, Subtype.ASTROCYTOMA, MrSequence.FLAIR, 95)).isGreaterThan(1.3);
    }

    @ParameterizedTest
    @EnumSource(Site.class)
    void glioblastomaEnhancesOnT1c(Site site) {
        assertThat(tumour(site, Subtype.GLIOBLASTOMA, MrSequence.T1C, 95))
                .isGreaterThan(tumour(site, Subtype.ASTROCYTOMA, MrSequence.T1C, 95) + 0.2)
                .isGreaterThan(tumour(site, Subtype.OLIGODENDROGLIOMA, MrSequence.T1C, 95) + 0.2);
        // without contrast medium there is no ring
        assertThat(tumour(site, Subtype.GLIOBLASTOMA, MrSequence.T1, 95))
                .isLessThan(tumour(site, Subtype.GLIOBLASTOMA, MrSequence.T1C, 95) - 0.2);
    }

    @ParameterizedTest
    @EnumSource(Site.class)
    void oligodendrogliomaHasSpecksThatAreDarkOnT2AndFlair(Site site) {
        for (MrSequence sequence : List.of(MrSequence.T2, MrSequence.FLAIR)) {
            assertThat(tumour(site, Subtype.OLIGODENDROGLIOMA, sequence, 5))
                    .isLessThan(tumour(site, Subtype.GLIOBLASTOMA, sequence, 5));
        }
        assertThat(tumour(site, Subtype.OLIGODENDROGLIOMA, MrSequence.T2, 5))
                .isLessThan(tumour(site, Subtype.ASTROCYTOMA, MrSequence.T2, 5) - 0.2);
    }

    @Test
    void noiseTableIsStandardNormal() {
        NoiseTable table = new NoiseTable();
        double[] all = new double[1 << NoiseTable.BITS];
        Arrays.setAll(all, table::pick);
        double square = Arrays.stream(all).map(x -> x * x).average().orElseThrow();
        assertThat(Arrays.stream(all).average().orElseThrow()).isBetween(-1e-4, 1e-4);
        assertThat(square).isBetween(0.995, 1.0);
    }

    /** Median over patients of a percentile (5, 50 or 95) inside the tumour. */
    private static double tumour(Site site, Subtype subtype, MrSequence sequence, int percentile) {
        int rank = percentile == 5 ? 0 : percentile == 50 ? 1 : 2;
        double[] values = Arrays.stream(MEASURED.get(site).get(subtype))
                .mapToDouble(patient -> patient[sequence.ordinal()][rank])
                .sorted()
                .toArray();
        return values[values.length / 2];
    }

    /** [patients][sequences][three percentiles] by class. */
    private static Map<Subtype, double[][][]> measure(Site site) {
        PhantomSettings settings = new PhantomSettings(STUDIES, 31, 1, 0, site, 64, 1);
        NoiseTable table = new NoiseTable();
        Map<Subtype, double[][][]> all = new EnumMap<>(Subtype.class);
        List<Patient> patients = Roster.draw(settings);
        for (Subtype subtype : Subtype.values()) {
            all.put(
                    subtype,
                    patients.stream()
                            .filter(patient -> patient.subtype() == subtype)
                            .map(patient -> percentiles(PhantomImages.make(settings, patient, table)))
                            .toArray(double[][][]::new));
        }
        return all;
    }

    private static double[][] percentiles(PhantomImages study) {
        return Arrays.stream(study.images())
                .map(image -> percentiles(image, study.mask()))
                .toArray(double[][]::new);
    }

    private static double[] percentiles(float[] image, float[] mask) {
        double[] brain = inside(image, mask, 0);
        double[] tumour = inside(image, mask, 1);
        double usual = brain[brain.length / 2];
        return new double[] {
            tumour[tumour.length / 20] / usual,
            tumour[tumour.length / 2] / usual,
            tumour[tumour.length * 19 / 20] / usual
        };
    }

    private static double[] inside(float[] image, float[] mask, float wanted) {
        double[] values = new double[image.length];
        int count = 0;
        for (int v = 0; v < image.length; v++) {
            if (mask[v] == wanted && image[v] > 0) {
                values[count++] = image[v];
            }
        }
        double[] kept = Arrays.copyOf(values, count);
        Arrays.sort(kept);
        return kept;
    }
}
