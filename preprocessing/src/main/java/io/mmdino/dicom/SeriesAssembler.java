package io.mmdino.dicom;

import io.mmdino.dicom.SeriesAssembly.Cause;
import io.mmdino.dicom.SeriesAssembly.Refused;
import io.mmdino.dicom.SeriesAssembly.Stack;
import java.util.ArrayList;
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
        return new Stack(
                format.columns(),
                format.rows(),
                stacking.files(),
                stacking.frameNumbers(),
                stacking.affine(),
                List.copyOf(notes));
    }

    /** Files with pixels, without copies: of files with equal instance UIDs only the first. */
    private List<Integer> distinctImages() {
        List<Integer> files = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int copies = 0;
        for (int file = 0; file < headers.size(); file++) {
            DicomHeader header = headers.get(file);
            String uid = header.ids().sopInstanceUid();
            if (!header.image()) {
                continue;
            }
            if (uid.isEmpty() || seen.add(uid)) {
                files.add(file);
            } else {
                copies++;
            }
        }
        if (copies > 0) {
            notes.add(copies + " files are copies of others by their instance UID; used each image once");
        }
        return files;
    }

    private Optional<Refused> unfitFile(List<Integer> files) {
        String space = headers.get(files.get(0)).ids().frameOfReference();
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
            if (!header.ids().frameOfReference().equals(space)) {
                return refuse(
                        Cause.MIXED_SPACES,
                        "images in several frames of reference: their positions cannot be compared");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refused> refuse(Cause cause, String reason) {
        return Optional.of(new Refused(cause, reason));
    }
}
