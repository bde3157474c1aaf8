package io.mmdino.dicom;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a header says about a contrast agent. Texts are free text, empty where the file has none, and must not be logged.
 * Source: DICOM PS3.3 C.7.6.4, C.7.6.4b and C.7.6.16.2.12.
 *
 * @param agent ContrastBolusAgent (0018,0010)
 * @param codes a text for each coded agent (0018,0012): its meaning, else {@link #CODED}
 * @param route ContrastBolusRoute (0018,1040), or the meaning of (0018,0014)
 * @param ingredient ContrastBolusIngredient (0018,1048)
 * @param amounts volume (0018,1041) and dose (0018,1044); NaN where the file has none
 * @param flows flow rate (0018,1046) and duration (0018,1047); NaN where the file has none
 * @param concentration (0018,1049); NaN where the file has none
 * @param bolusStart ContrastBolusStartTime (0018,1042), seconds of the day; NaN where the file has none
 * @param bolusStop ContrastBolusStopTime (0018,1043), seconds of the day; NaN where the file has none
 * @param acquired AcquisitionTime (0008,0032), seconds of the day; NaN where the file has none
 * @param administered YES or NO in the usage of enhanced images (0018,9342)
 * @param phase phase of the bolus in enhanced images (0018,9344), such as PRE_CONTRAST
 */
public record ContrastAttributes(
        String agent,
        List<String> codes,
        String route,
        String ingredient,
        List<Double> amounts,
        List<Double> flows,
        double concentration,
        double bolusStart,
        double bolusStop,
        double acquired,
        String administered,
        String phase)
        implements Serializable {

    /** Stands for an agent that is given by a code without a meaning. */
    public static final String CODED = "(coded)";

    private static final int MOST_CODES = 16;

    static ContrastAttributes of(Dataset data, FrameGroups groups, DicomText texts) {
        return new ContrastAttributes(
                data.text(Tags.CONTRAST_AGENT, texts),
                codes(data.items(Tags.CONTRAST_AGENT_SEQUENCE), texts),
                route(data, texts),
                data.text(Tags.CONTRAST_INGREDIENT, texts),
                List.of(data.decimal(Tags.CONTRAST_VOLUME), data.decimal(Tags.CONTRAST_DOSE)),
                List.of(data.decimal(Tags.CONTRAST_FLOW_RATE), data.decimal(Tags.CONTRAST_FLOW_DURATION)),
                data.decimal(Tags.CONTRAST_CONCENTRATION),
                data.secondsOfDay(Tags.CONTRAST_START),
                data.secondsOfDay(Tags.CONTRAST_STOP),
                data.secondsOfDay(Tags.ACQUISITION_TIME),
                groups.codeOf(Tags.CONTRAST_USAGE_GROUP, Tags.CONTRAST_ADMINISTERED),
                groups.codeOf(Tags.CONTRAST_USAGE_GROUP, Tags.CONTRAST_PHASE));
    }

    private static List<String> codes(List<Dataset> items, DicomText texts) {
        List<String> codes = new ArrayList<>();
        for (Dataset item : items.subList(0, Math.min(MOST_CODES, items.size()))) {
            String meaning = item.text(Tags.CODE_MEANING, texts);
            codes.add(meaning.isEmpty() ? CODED : meaning);
        }
        return List.copyOf(codes);
    }

    private static String route(Dataset data, DicomText texts) {
        String route = data.text(Tags.CONTRAST_ROUTE, texts);
        List<String> codes = codes(data.items(Tags.CONTRAST_ROUTE_SEQUENCE), texts);
        return route.isEmpty() && !codes.isEmpty() ? codes.get(0) : route;
    }

    /** These attributes without the time of the slice, where nothing is compared with it. */
    ContrastAttributes ofSeries() {
        return new ContrastAttributes(
                agent,
                codes,
                route,
                ingredient,
                amounts,
                flows,
                concentration,
                bolusStart,
                bolusStop,
                Double.isNaN(bolusStart) ? Double.NaN : acquired,
                administered,
                phase);
    }

    /** A constant, because free text must not be logged. */
    @Override
    public String toString() {
        return "ContrastAttributes[withheld]";
    }
}
