package io.mmdino.dicom;

import io.mmdino.dicom.SeriesAssembly.Cause;
import io.mmdino.dicom.SeriesAssembly.Refused;
import io.mmdino.dicom.SeriesAssembly.Stack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Assembles one series step by step. Where a check fails because single images differ from most, those are left out and the rest
 * is tried; where several images lie at one place, one volume is chosen ({@link VolumeChoice}). If that gives no volume either,
 * the first failed check is the reason of the refusal.
 */
final class SeriesAssembler {

    /** Most steps of leaving out, each by another check. */
    private static final int MOST_STEPS = 8;

    /** What the images of the majority have in common, by the check that fails otherwise. */
    private static final Map<Cause, Function<SliceFrame, Object>> COMMON = Map.of(
            Cause.NOT_MR, SeriesAssembler::isMr,
            Cause.NO_GEOMETRY, SliceFrame::placed,
            Cause.MIXED_SPACES, frame -> frame.header().ids().frameOfReference(),
            Cause.MIXED_SIZES, SliceAgreement::size,
            Cause.MIXED_ORIENTATIONS, SliceAgreement::direction);

    private final List<DicomHeader> headers;
    private final List<String> notes = new ArrayList<>();

    SeriesAssembler(List<DicomHeader> headers) {
        this.headers = headers;
    }

    SeriesAssembly assemble() {
        List<Integer> files = distinctImages();
        if (files.isEmpty()) {
            return new Refused(Cause.NO_IMAGES, "no file of the series holds an image");
        }
        List<SliceFrame> all = new ArrayList<>();
        files.forEach(file -> all.addAll(SliceFrame.of(headers.get(file), file)));
        Optional<Refused> whole = fault(all);
        if (whole.isEmpty()) {
            return stack(all, List.of());
        }
        return reduced(all).orElse(whole.get());
    }

    /** The volume of a part of the images; empty where none is found. */
    private Optional<SeriesAssembly> reduced(List<SliceFrame> all) {
        List<SliceFrame> rest = all;
        List<Stack.Copy> copies = List.of();
        for (int step = 0; step < MOST_STEPS; step++) {
            Optional<Refused> fault = fault(rest);
            if (fault.isEmpty()) {
                return Optional.of(stack(rest, copies));
            }
            Cause cause = fault.get().cause();
            Optional<VolumeChoice> chosen = COMMON.containsKey(cause)
                    ? VolumeChoice.majority(rest, all.size(), COMMON.get(cause), fault.get())
                    : VolumeChoice.of(rest, fault.get());
            if (chosen.isEmpty()) {
                return Optional.empty();
            }
            rest = chosen.get().frames();
            copies = chosen.get().copies();
            notes.add(chosen.get().note());
        }
        return Optional.empty();
    }

    private static Optional<Refused> fault(List<SliceFrame> frames) {
        return unfitFile(frames).or(() -> SliceAgreement.fault(frames)).or(() -> SliceStacking.sorted(frames)
                .fault());
    }

    private Stack stack(List<SliceFrame> frames, List<Stack.Copy> copies) {
        SliceStacking stacking = SliceStacking.sorted(frames);
        PixelFormat format = headers.get(stacking.files()[0]).pixels();
        if (headers.stream()
                .anyMatch(header -> Arrays.stream(header.frames().slopes()).anyMatch(slope -> slope == 0))) {
            notes.add("Rescale Slope (0028,1053) is 0 in the files and was taken as 1");
        }
        if (haveSpacesOfTheirOwn(frames)) {
            notes.add("every file has a frame of reference of its own; its positions were taken to be of one");
        }
        return new Stack(
                format.columns(),
                format.rows(),
                stacking.files(),
                stacking.frameNumbers(),
                stacking.affine(),
                copies,
                List.copyOf(notes));
    }

    /** Files with pixels, without copies: of files with equal instance UIDs and positions only the first. */
    private List<Integer> distinctImages() {
        List<Integer> files = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Set<String> uids = new HashSet<>();
        int shared = 0;
        int copies = 0;
        for (int file = 0; file < headers.size(); file++) {
            DicomHeader header = headers.get(file);
            String uid = header.ids().sopInstanceUid();
            if (!header.image()) {
                continue;
            }
            if (uid.isEmpty()
                    || seen.add(uid + ' ' + Arrays.toString(header.frames().positions()))) {
                files.add(file);
                shared += uid.isEmpty() || uids.add(uid) ? 0 : 1;
            } else {
                copies++;
            }
        }
        if (shared > 0) {
            notes.add(shared
                    + " files have the instance UID of another image but lie elsewhere; used each by its position");
        }
        if (copies > 0) {
            notes.add(copies + " files are copies of others by their instance UID; used each image once");
        }
        return files;
    }

    private static boolean isMr(SliceFrame frame) {
        DicomHeader header = frame.header();
        boolean mr = header.acquisition().modality().equals("MR");
        return mr && (header.ids().mrImage() || header.ids().sopClassUid().isEmpty());
    }

    private static Optional<Refused> unfitFile(List<SliceFrame> frames) {
        for (SliceFrame frame : frames) {
            if (!isMr(frame)) {
                return refuse(Cause.NOT_MR, "not MR images by modality and SOP class");
            }
            if (frame.header().acquisition().imageType().contains("MOSAIC")) {
                return refuse(
                        Cause.MOSAIC,
                        "mosaics: many slices in one plane, their places not told by DICOM's attributes; convert them first,"
                                + " such as by dcm2niix");
            }
        }
        return spaces(frames) == 1 || haveSpacesOfTheirOwn(frames)
                ? Optional.empty()
                : refuse(
                        Cause.MIXED_SPACES,
                        "images in several frames of reference: their positions cannot be compared");
    }

    private static long spaces(List<SliceFrame> frames) {
        return frames.stream()
                .map(frame -> frame.header().ids().frameOfReference())
                .distinct()
                .count();
    }

    /** Whether every file has a frame of reference of its own, as some anonymisers leave behind: they then mean nothing. */
    private static boolean haveSpacesOfTheirOwn(List<SliceFrame> frames) {
        long files = frames.stream().map(SliceFrame::file).distinct().count();
        return files > 2 && spaces(frames) == files;
    }

    private static Optional<Refused> refuse(Cause cause, String reason) {
        return Optional.of(new Refused(cause, reason));
    }
}
