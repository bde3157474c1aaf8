package io.mmdino.dicom;

import io.mmdino.dicom.SeriesAssembly.Cause;
import io.mmdino.dicom.SeriesAssembly.Refused;
import io.mmdino.dicom.SeriesAssembly.Stack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Assembles one series step by step. The first failed check is the reason of the refusal. */
final class SeriesAssembler {

    private final List<DicomHeader> headers;
    private final List<String> notes = new ArrayList<>();

    SeriesAssembler(List<DicomHeader> headers) {
        this.headers = headers;
    }

    SeriesAssembly assemble() {
        List<Integer> files = distinctImages();
        Optional<Refused> unfit =
                files.isEmpty() ? refuse(Cause.NO_IMAGES, "no file of the series holds an image") : unfitFile(files);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        List<SliceFrame> frames = new ArrayList<>();
        files.forEach(file -> frames.addAll(SliceFrame.of(headers.get(file), file)));
        Optional<Refused> unlike = SliceAgreement.fault(frames);
        if (unlike.isPresent()) {
            return unlike.get();
        }
        SliceStacking stacking = SliceStacking.sorted(frames);
        return stacking.fault().<SeriesAssembly>map(fault -> fault).orElseGet(() -> stack(stacking));
    }

    private Stack stack(SliceStacking stacking) {
        PixelFormat format = headers.get(stacking.files()[0]).pixels();
        if (headers.stream()
                .anyMatch(header -> Arrays.stream(header.frames().slopes()).anyMatch(slope -> slope == 0))) {
            notes.add("Rescale Slope (0028,1053) is 0 in the files and was taken as 1");
        }
        return new Stack(
                format.columns(),
                format.rows(),
                stacking.files(),
                stacking.frameNumbers(),
                stacking.affine(),
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

    private Optional<Refused> unfitFile(List<Integer> files) {
        String space = headers.get(files.get(0)).ids().frameOfReference();
        boolean spaceOfEach = haveSpacesOfTheirOwn(files);
        for (int file : files) {
            DicomHeader header = headers.get(file);
            boolean mr = header.acquisition().modality().equals("MR");
            if (!mr || !(header.ids().mrImage() || header.ids().sopClassUid().isEmpty())) {
                return refuse(Cause.NOT_MR, "not MR images by modality and SOP class");
            }
            if (header.acquisition().imageType().contains("MOSAIC")) {
                return refuse(
                        Cause.MOSAIC,
                        "mosaics: many slices in one plane, their places not told by DICOM's attributes; convert them first,"
                                + " such as by dcm2niix");
            }
            if (!header.ids().frameOfReference().equals(space) && !spaceOfEach) {
                return refuse(
                        Cause.MIXED_SPACES,
                        "images in several frames of reference: their positions cannot be compared");
            }
        }
        return Optional.empty();
    }

    /** Whether every file has a frame of reference of its own, as some anonymisers leave behind: they then mean nothing. */
    private boolean haveSpacesOfTheirOwn(List<Integer> files) {
        long spaces = files.stream()
                .map(file -> headers.get(file).ids().frameOfReference())
                .distinct()
                .count();
        boolean each = files.size() > 2 && spaces == files.size();
        if (each) {
            notes.add("every file has a frame of reference of its own; its positions were taken to be of one");
        }
        return each;
    }

    private static Optional<Refused> refuse(Cause cause, String reason) {
        return Optional.of(new Refused(cause, reason));
    }
}
