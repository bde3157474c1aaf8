package io.mmdino.dicom;

import io.mmdino.dicom.SeriesAssembly.Cause;
import io.mmdino.dicom.SeriesAssembly.Refused;
import io.mmdino.dicom.SeriesAssembly.Stack;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The images of one volume, chosen among those of a series that holds more.
 *
 * @param frames the chosen images
 * @param copies images that no attribute tells from a chosen one at the same place
 * @param note what was left out, safe for a manifest
 */
record VolumeChoice(List<SliceFrame> frames, List<Stack.Copy> copies, String note) {

    /** Most images that may lie beyond the ends of the others, such as reference slices. */
    private static final int MOST_STRAYS = 2;

    private static final Set<String> COMPLEX = Set.of("P", "PHASE", "PHASE MAP", "R", "REAL", "I", "IMAGINARY");

    /** Attributes that differ between volumes of one series, besides the image type. */
    private static final List<Function<SliceFrame, Object>> SEPARATING = List.of(
            frame -> table(frame).echoTimes()[frame.frame()],
            frame -> table(frame).temporalPositions()[frame.frame()],
            frame -> table(frame).bValues()[frame.frame()],
            frame -> frame.header().acquisition().acquisitionNumber());

    /**
     * The images that share what most of them share.
     *
     * @param all number of all images of the series, of which more than half must remain
     */
    static Optional<VolumeChoice> majority(
            List<SliceFrame> frames, int all, Function<SliceFrame, Object> common, Refused fault) {
        List<SliceFrame> most = groups(frames, common).stream()
                .max(Comparator.comparingInt(List::size))
                .orElseThrow();
        return 2 * most.size() > all && most.size() < frames.size()
                ? Optional.of(new VolumeChoice(most, List.of(), left(frames.size() - most.size(), all, fault)))
                : Optional.empty();
    }

    /** One volume of several at the same places, or the volume without images beyond its ends. */
    static Optional<VolumeChoice> of(List<SliceFrame> frames, Refused fault) {
        return switch (fault.cause()) {
            case SEVERAL_VOLUMES, REPEATED_SLICES -> byKind(frames)
                    .or(() -> byMostPlaces(frames))
                    .or(() -> withoutCopies(frames));
            case MISSING_SLICES, UNEVEN_SLICES, SHEARED -> withoutStrays(frames, fault);
            default -> Optional.empty();
        };
    }

    /** The best of the image types, if its images cover all places once. */
    private static Optional<VolumeChoice> byKind(List<SliceFrame> frames) {
        int places = SliceStacking.sorted(frames).places();
        List<List<SliceFrame>> kinds = groups(frames, SliceFrame::kind).stream()
                .sorted(Comparator.comparingInt(kind -> rank(kind.get(0).kind())))
                .toList();
        boolean separate = kinds.size() > 1
                && rank(kinds.get(0).get(0).kind()) < rank(kinds.get(1).get(0).kind());
        if (!separate || !isOneVolume(kinds.get(0), places)) {
            return Optional.empty();
        }
        int rest = frames.size() - kinds.get(0).size();
        return Optional.of(new VolumeChoice(
                kinds.get(0),
                List.of(),
                rest + " images of other image types (0008,0008) at the same places were left out"));
    }

    /** Order of image types: magnitudes before parts of complex images, original before derived, corrected before raw. */
    private static int rank(String kind) {
        List<String> values = List.of(kind.split("\\\\"));
        int complex = values.stream().anyMatch(COMPLEX::contains) ? 8 : 0;
        int derived = values.contains("DERIVED") ? 4 : 0;
        int distorted = values.contains("ND") ? 2 : 0;
        return complex + derived + distorted + (values.contains("NORM") ? 0 : 1);
    }

    /** The group by an attribute that covers all places, if all others together have less than half as many images. */
    private static Optional<VolumeChoice> byMostPlaces(List<SliceFrame> frames) {
        int places = SliceStacking.sorted(frames).places();
        for (Function<SliceFrame, Object> attribute : SEPARATING) {
            List<List<SliceFrame>> groups = groups(frames, attribute);
            Optional<List<SliceFrame>> full =
                    groups.stream().filter(group -> isOneVolume(group, places)).findFirst();
            if (full.isPresent() && 2 * (frames.size() - places) < places) {
                return Optional.of(new VolumeChoice(
                        full.get(),
                        List.of(),
                        (frames.size() - places) + " images at the places of others were left out"));
            }
        }
        return Optional.empty();
    }

    /** One image of each place, where no attribute differs: the pixels will show whether the others are copies. */
    private static Optional<VolumeChoice> withoutCopies(List<SliceFrame> frames) {
        boolean separate = SEPARATING.stream()
                .anyMatch(attribute -> groups(frames, attribute).size() > 1);
        if (separate) {
            return Optional.empty();
        }
        SliceStacking sorted = SliceStacking.sorted(frames);
        List<SliceFrame> first = new ArrayList<>();
        List<Stack.Copy> copies = new ArrayList<>();
        for (int k = 0; k < sorted.frames().size(); k++) {
            SliceFrame frame = sorted.frames().get(k);
            if (sorted.isRepeated(k)) {
                copies.add(new Stack.Copy(first.size() - 1, frame.file(), frame.frame()));
            } else {
                first.add(frame);
            }
        }
        return Optional.of(new VolumeChoice(
                first,
                copies,
                copies.size() + " images repeat the pixels of others at the same places; used each once"));
    }

    /** The images without a few at one end that another image type or acquisition sets apart. */
    private static Optional<VolumeChoice> withoutStrays(List<SliceFrame> frames, Refused fault) {
        List<SliceFrame> sorted = SliceStacking.sorted(frames).frames();
        List<Function<SliceFrame, Object>> attributes = new ArrayList<>(SEPARATING);
        attributes.add(SliceFrame::kind);
        attributes.add(frame -> table(frame).thicknesses()[frame.frame()]);
        for (Function<SliceFrame, Object> attribute : attributes) {
            List<SliceFrame> most = groups(sorted, attribute).stream()
                    .max(Comparator.comparingInt(List::size))
                    .orElseThrow();
            int from = sorted.indexOf(most.get(0));
            boolean together = sorted.subList(from, from + most.size()).equals(most);
            int strays = sorted.size() - most.size();
            if (together && strays > 0 && strays <= MOST_STRAYS && 2 * most.size() > sorted.size()) {
                return Optional.of(new VolumeChoice(most, List.of(), left(strays, sorted.size(), fault)));
            }
        }
        return Optional.empty();
    }

    private static boolean isOneVolume(List<SliceFrame> group, int places) {
        return group.size() == places && SliceStacking.sorted(group).places() == places;
    }

    private static String left(int count, int all, Refused fault) {
        return count + " of " + all + " images differ from the others and were left out (" + reason(fault.cause())
                + ")";
    }

    private static String reason(Cause cause) {
        return switch (cause) {
            case NOT_MR -> "no MR image";
            case NO_GEOMETRY -> "without a place";
            case MIXED_SPACES -> "another frame of reference";
            case MIXED_SIZES -> "another size";
            case MIXED_ORIENTATIONS -> "another orientation";
            default -> "beyond the ends of the volume";
        };
    }

    private static FrameTable table(SliceFrame frame) {
        return frame.header().frames();
    }

    private static List<List<SliceFrame>> groups(Collection<SliceFrame> frames, Function<SliceFrame, Object> key) {
        Map<Object, List<SliceFrame>> groups = new LinkedHashMap<>();
        frames.forEach(frame -> groups.computeIfAbsent(key.apply(frame), value -> new ArrayList<>())
                .add(frame));
        return List.copyOf(groups.values());
    }
}
