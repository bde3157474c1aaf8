package io.mmdino.dicom;

import java.util.Arrays;
import java.util.Optional;

/** Encodings of a file's elements and pixels. Source: DICOM PS3.5 section 10 and PS3.6 annex A. */
public enum TransferSyntax {
    IMPLICIT_LITTLE("1.2.840.10008.1.2", "implicit little endian", Coding.NATIVE),
    EXPLICIT_LITTLE("1.2.840.10008.1.2.1", "explicit little endian", Coding.NATIVE),
    DEFLATED("1.2.840.10008.1.2.1.99", "deflated explicit little endian", Coding.NATIVE),
    EXPLICIT_BIG("1.2.840.10008.1.2.2", "explicit big endian", Coding.NATIVE),
    RLE("1.2.840.10008.1.2.5", "RLE lossless", Coding.RLE),
    JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG baseline", Coding.JPEG),
    JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG extended", Coding.JPEG),
    JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG lossless", Coding.JPEG_LOSSLESS),
    JPEG_LOSSLESS_FIRST_ORDER("1.2.840.10008.1.2.4.70", "JPEG lossless first order", Coding.JPEG_LOSSLESS),
    JPEG_LS("1.2.840.10008.1.2.4.80", "JPEG-LS lossless", Coding.JPEG_LS),
    JPEG_LS_NEAR("1.2.840.10008.1.2.4.81", "JPEG-LS near-lossless", Coding.JPEG_LS),
    JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", "JPEG 2000 lossless", Coding.JPEG_2000),
    JPEG_2000("1.2.840.10008.1.2.4.91", "JPEG 2000", Coding.JPEG_2000),
    JPEG_2000_PART_2_LOSSLESS("1.2.840.10008.1.2.4.92", "JPEG 2000 part 2 lossless", Coding.NONE),
    JPEG_2000_PART_2("1.2.840.10008.1.2.4.93", "JPEG 2000 part 2", Coding.NONE),
    MPEG_2("1.2.840.10008.1.2.4.100", "MPEG-2 video", Coding.NONE),
    MPEG_2_HIGH("1.2.840.10008.1.2.4.101", "MPEG-2 video of high level", Coding.NONE),
    MPEG_4("1.2.840.10008.1.2.4.102", "MPEG-4 video", Coding.NONE),
    MPEG_4_BD("1.2.840.10008.1.2.4.103", "MPEG-4 video for Blu-ray discs", Coding.NONE),
    MPEG_4_2D("1.2.840.10008.1.2.4.104", "MPEG-4 video of level 4.2", Coding.NONE),
    MPEG_4_3D("1.2.840.10008.1.2.4.105", "MPEG-4 video in 3D", Coding.NONE),
    MPEG_4_STEREO("1.2.840.10008.1.2.4.106", "MPEG-4 video in stereo", Coding.NONE),
    HEVC("1.2.840.10008.1.2.4.107", "HEVC video", Coding.NONE),
    HEVC_10("1.2.840.10008.1.2.4.108", "HEVC video of 10 bits", Coding.NONE),
    JPEG_XL_LOSSLESS("1.2.840.10008.1.2.4.110", "JPEG XL lossless", Coding.NONE),
    JPEG_XL_OF_JPEG("1.2.840.10008.1.2.4.111", "JPEG XL of JPEG", Coding.NONE),
    JPEG_XL("1.2.840.10008.1.2.4.112", "JPEG XL", Coding.NONE),
    HTJ2K_LOSSLESS("1.2.840.10008.1.2.4.201", "HTJ2K lossless", Coding.NONE),
    HTJ2K_LOSSLESS_RPCL("1.2.840.10008.1.2.4.202", "HTJ2K lossless RPCL", Coding.NONE),
    HTJ2K("1.2.840.10008.1.2.4.203", "HTJ2K", Coding.NONE),
    /** Any other syntax. Its elements are read as explicit little endian, as in all newer syntaxes; its pixels are not decoded. */
    OTHER("", "another transfer syntax", Coding.NONE);

    /** Compression of a frame's pixels. */
    enum Coding {
        NATIVE,
        RLE,
        JPEG,
        JPEG_LOSSLESS,
        JPEG_LS,
        JPEG_2000,
        NONE
    }

    private final String uid;
    private final String title;
    private final Coding coding;

    TransferSyntax(String uid, String title, Coding coding) {
        this.uid = uid;
        this.title = title;
        this.coding = coding;
    }

    static TransferSyntax of(String uid) {
        Optional<TransferSyntax> known =
                Arrays.stream(values()).filter(syntax -> syntax.uid.equals(uid)).findFirst();
        return uid.isEmpty() ? OTHER : known.orElse(OTHER);
    }

    /** UID of the syntax; empty for {@link #OTHER}. */
    public String uid() {
        return uid;
    }

    /** Title with the UID. */
    public String title() {
        return uid.isEmpty() ? title : title + " (" + uid + ")";
    }

    /** Whether pixels of this syntax can be decoded. */
    public boolean decodable() {
        return coding != Coding.NONE;
    }

    Coding coding() {
        return coding;
    }

    boolean implicit() {
        return this == IMPLICIT_LITTLE;
    }

    boolean bigEndian() {
        return this == EXPLICIT_BIG;
    }

    boolean deflated() {
        return this == DEFLATED;
    }
}
