package io.mmdino.survey;

import io.mmdino.archive.ArchiveFile;
import io.mmdino.archive.ArchiveStudy;
import io.mmdino.archive.FoundFile;
import io.mmdino.archive.ImageFacts;
import io.mmdino.archive.OtherImages;
import io.mmdino.archive.PatientScheme;
import io.mmdino.archive.StrayImages;
import io.mmdino.dicom.Acquisition;
import io.mmdino.dicom.DicomException;
import io.mmdino.dicom.DicomHeader;
import io.mmdino.dicom.DicomLimits;
import io.mmdino.dicom.DicomReader;
import io.mmdino.dicom.FrameTable;
import io.mmdino.dicom.Identity;
import io.mmdino.dicom.rules.BodyEvidence;
import io.mmdino.dicom.rules.SequenceRules;
import io.mmdino.dicom.rules.SequenceVerdict;
import io.mmdino.privacy.Faults;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads study, series and sequence of a DICOM file from its header.
 *
 * @param sequences wanted sequences, as the settings name them
 */
record DicomScan(List<String> sequences, SequenceRules rules, DicomLimits limits) {

    /** Bytes; a shorter file without an extension holds no image. */
    private static final long SHORTEST = 200;

    private static final Pattern DICOM_EXTENSION = Pattern.compile(".*\\.(dcm|dicom|ima)(\\.gz)?");

    private static final Pattern IMG = Pattern.compile(".*\\.img(\\.gz)?");

    /** Endings of files that are no DICOM, whoever wrote them; all others are looked into, because exports name files freely. */
    private static final Pattern NO_DICOM =
            Pattern.compile(".*\\.(?:json|tsv|csv|xml|html?|xhtml|pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|md"
                    + "|rst|ya?ml|toml|ini|cfg|conf|log|py|pyc|m|r|rmd|rds|rdata|ipynb|sh|bat|ps1|c|cpp|h|java|js|css|jpe?g|png|gif|bmp|tiff?|svg"
                    + "|ico|webp|mp[34]|avi|mov|wmv|mkv|wav|mat|npy|npz|h5|hdf5|pkl|pickle|pth?|ckpt|onnx|safetensors|parquet|feather|db|sqlite|sql"
                    + "|exe|dll|so|jar|class|inf|lnk|url|ttf|woff2?|bvals?|bvecs?|nii|mg[zh]|mha|mhd|nrrd|nhdr|hdr|mnc|stl|ply|obj|vt[kpu]|gii|tck|trk"
                    + "|annot|lta|xfm|sha\\d*|md5|sig|asc|bib|tex|eps|ps|zip|tar|tgz|7z|rar|bz2|xz|zst|iso)(?:\\.gz)?");

    /** Whether a file may be DICOM by its name and length, so that it has to be opened. */
    static boolean mayBe(ArchiveFile file) {
        String name = file.name().toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && !DicomReader.isDicomDir(name)
                && !OtherImages.isUnread(name)
                && (hasDicomExtension(name) || !NO_DICOM.matcher(name).matches() && isLongEnough(file));
    }

    private static boolean isLongEnough(ArchiveFile file) {
        return file.bytes() >= SHORTEST || file.name().toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    private static boolean hasDicomExtension(String name) {
        return DICOM_EXTENSION.matcher(name).matches();
    }

    /**
     * Reads the header. A broken file is refused when its name or its first bytes say DICOM, and is no image otherwise.
     *
     * @throws IOException when the storage fails
     */
    Finding scan(ArchiveFile file, InputStream raw) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw);
        in.mark(DicomReader.FIRST_BYTES);
        boolean magic = DicomReader.isDicom(in.readNBytes(DicomReader.FIRST_BYTES));
        in.reset();
        try {
            DicomHeader header = DicomReader.header(in, limits);
            return header.image() && !DicomReader.isDicomDir(header)
                    ? Finding.found(found(file, header), true)
                    : Finding.counted(Finding.What.NO_IMAGE, file.inContainer(), 1);
        } catch (DicomException | IllegalArgumentException e) {
            String name = file.name().toLowerCase(Locale.ROOT);
            if (magic || hasDicomExtension(name)) {
                return Finding.found(FoundFile.refused(file, Faults.reason(e)), true);
            }
            return IMG.matcher(name).matches()
                    ? Finding.found(StrayImages.alone(file, OtherImages.PAIR), true)
                    : Finding.counted(Finding.What.NO_IMAGE, file.inContainer(), 1);
        }
    }

    private FoundFile found(ArchiveFile file, DicomHeader header) {
        Identity ids = header.ids();
        if (ids.studyInstanceUid().isEmpty() || ids.seriesInstanceUid().isEmpty()) {
            return FoundFile.refused(
                    file, "the DICOM header has no Study or no Series Instance UID; export the study again");
        }
        SequenceVerdict verdict = rules.verdict(header);
        boolean wanted = sequences.contains(verdict.sequence());
        String patient = PatientScheme.normal(ids.patientId());
        String subject = patient.isEmpty()
                ? "study " + ids.studyInstanceUid()
                : PatientScheme.known().patient(patient);
        return new FoundFile(
                FoundFile.Kind.DICOM,
                (patient.isEmpty() ? subject : patient) + "_" + ids.studyInstanceUid(),
                subject,
                ids.seriesInstanceUid(),
                wanted ? verdict.sequence() : ArchiveStudy.UnusedSeries.UNKNOWN,
                wanted ? "" : reason(verdict),
                header.frames().count(),
                (long) header.pixels().rows() * header.pixels().columns(),
                facts(header, verdict),
                file);
    }

    private ImageFacts facts(DicomHeader header, SequenceVerdict verdict) {
        Acquisition image = header.acquisition();
        FrameTable frames = header.frames();
        double low = Double.NaN;
        double high = Double.NaN;
        for (int frame = 0; frame < frames.count(); frame++) {
            double height = frames.height(frame);
            low = frame == 0 ? height : Math.min(low, height);
            high = frame == 0 ? height : Math.max(high, height);
        }
        return new ImageFacts(
                image.imageType().contains("DERIVED"),
                rules.bodyPart(header) == BodyEvidence.Part.HEAD,
                image.scanningSequence().contains("GR")
                        && !image.scanningSequence().contains("SE"),
                verdict.contrast(),
                low,
                high,
                frames.rowSpacing(0),
                frames.columnSpacing(0),
                verdict.reason());
    }

    private static String reason(SequenceVerdict verdict) {
        return switch (verdict.kind()) {
            case SEQUENCE -> "shows " + verdict.sequence() + ", which is not among ingest.sequences ("
                    + verdict.reason() + ")";
            case EXCLUDED -> "of no use by a rule (" + verdict.reason() + ")";
            case AMBIGUOUS -> "its sequence is ambiguous (" + verdict.reason() + ")";
            case NONE -> "its sequence is not known (" + verdict.reason() + ")";
        };
    }
}
