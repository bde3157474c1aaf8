package io.mmdino.ingest;

import static io.mmdino.ingest.BrokenNifti.affine;
import static io.mmdino.ingest.BrokenNifti.gzip;
import static io.mmdino.ingest.BrokenNifti.headerWith;
import static io.mmdino.ingest.BrokenNifti.magic;
import static io.mmdino.ingest.BrokenNifti.packed;
import static io.mmdino.ingest.BrokenNifti.plain;
import static io.mmdino.ingest.BrokenNifti.sides;
import static io.mmdino.ingest.BrokenNifti.spacing;
import static io.mmdino.ingest.BrokenNifti.with;

import io.mmdino.dicom.BrokenDicom;
import io.mmdino.dicom.DicomCohort;
import io.mmdino.dicom.DicomCohort.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * An archive of everything that is wrong with files, in which every member has a name that is in no other's.
 *
 * @param folder the archive
 * @param refused by member: what its row's reason has to say
 */
record HostileCorpus(Path folder, Map<String, String> refused) {

    private static final byte[] PNG = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
    };

    static HostileCorpus in(Path folder) throws IOException {
        HostileCorpus corpus = new HostileCorpus(folder, new LinkedHashMap<>());
        corpus.truncated();
        corpus.headers();
        corpus.contents();
        corpus.containers();
        corpus.dicom();
        return corpus;
    }

    private void truncated() throws IOException {
        byte[] whole = packed();
        nifti("CutInGzipHeader", Arrays.copyOf(whole, 6), "gzip header is broken: copy or export");
        nifti("CutInFields", gzip(Arrays.copyOf(plain(), 200)), "ends after 200 bytes inside the header");
        nifti("CutBeforeVoxels", gzip(Arrays.copyOf(plain(), 350)), "ends after 350 bytes inside the extensions");
        nifti("CutInVoxels", Arrays.copyOf(whole, whole.length / 2), "file is truncated: copy or export");
        nifti("CutInChecksum", Arrays.copyOf(whole, whole.length - 3), "file is truncated: copy or export");
        write("sub-CutPlain_t1.nii", Arrays.copyOf(plain(), 5000));
        refused.put("CutPlain", "asks for 17632 bytes, and the file has at most 5000: it is truncated");
        byte[] flipped = whole.clone();
        flipped[flipped.length - 6] ^= 1;
        nifti("WrongChecksum", flipped, "gzip stream is corrupt");
        nifti("Nothing", new byte[0], "ends after 0 bytes inside the header");
    }

    private void headers() throws IOException {
        nifti("NegativeSides", headerWith(sides(-5, 10, 10)), "dim\\[1\\] is -5, wanted 1 to 4096");
        nifti("HugeSides", headerWith(sides(32767, 32767, 32767)), "dim\\[1\\] is 32767, wanted 1 to 4096");
        nifti(
                "OverflowingSides",
                headerWith(sides(4096, 4096, 4096)),
                "4096 x 4096 x 4096 voxels, more than the limit");
        nifti("EmptyPromise", headerWith(sides(500, 500, 500)), "asks for 250000352 bytes, and the file has at most");
        nifti("NoAxes", headerWith(header -> header.putShort(40, (short) 0)), "dim\\[0\\] is 0, wanted 3 axes");
        nifti(
                "FourAxes",
                headerWith(header -> header.putShort(40, (short) 4).putShort(48, (short) 9)),
                "9 volumes along");
        nifti("ZeroSpacing", with(spacing(0)), "voxel edge of 0.0 along axis 1, wanted 0.01 to 100");
        nifti("SpacingOfNaN", with(spacing(Float.NaN)), "has NaN or infinite numbers");
        nifti("FlatAffine", with(affine(1)), "cannot be inverted");
        nifti("AffineOfNaN", with(affine(Float.NaN)), "has NaN or infinite numbers");
        nifti("WrongMagic", with(magic("abc")), "has no NIfTI magic, wanted n\\+1");
        nifti("HalfAPair", with(magic("ni1")), "belongs to a .hdr/.img pair");
        nifti(
                "ComplexVoxels",
                with(header -> header.putShort(70, (short) 32)),
                "datatype 32 \\(complex\\) is not read");
        nifti("VoxelsNowhere", with(header -> header.putFloat(108, 1e30f)), "vox_offset is 1.0");
    }

    private void contents() throws IOException {
        nifti("Picture", PNG, "not a NIfTI file");
        nifti(
                "OnlyNaN",
                BrokenNifti.notNumbers(1),
                "no usable sequence.*t1 has one value everywhere.*8640 voxels were NaN");
        nifti("GzipBomb", BrokenNifti.bomb(), "more than 16777216 bytes follow the voxels");
        for (String site : new String[] {"berlin", "paris"}) {
            write(site + "/sub-Twin_t1.nii.gz", packed());
        }
        refused.put("Twin", "more than one study has this id");
        Path loop = folder.resolve("sub-LinkToItself_t1.nii.gz");
        Files.createSymbolicLink(loop, loop);
        refused.put("LinkToItself", "the file is not there: a link leads nowhere");
        write("NiftiInDisguise.dcm", plain());
        refused.put("NiftiInDisguise", "not a DICOM file");
        write("PictureInDisguise.dcm", Arrays.copyOf(PNG, 400));
        refused.put("PictureInDisguise", "not a DICOM file");
        Files.createDirectories(folder.resolve("sub-Folder_t1.nii.gz"));
        Files.createSymbolicLink(folder.resolve("sub-Folder_t1.nii.gz/circle"), folder);
    }

    private void containers() throws IOException {
        zip("Traversal.zip", "../../sub-Out_t1.nii.gz", packed(), "leads out of the container");
        zip("Absolute.zip", "/etc/sub-Out_t1.nii.gz", packed(), "its name is absolute");
        zip("Nested.zip", "inner.zip", new byte[50], "a container in a container");
        zip("ZipBomb.zip", "sub-Bomb_t1.nii.gz", new byte[300 << 20], "unpacks to more than 250 times");
        byte[] whole = Files.readAllBytes(folder.resolve("Absolute.zip"));
        write("CutZip.zip", Arrays.copyOf(whole, whole.length / 2));
        refused.put("CutZip", "has no directory at its end: it is truncated");
        write("NoZip.zip", new byte[0]);
        refused.put("NoZip", "not a zip, whatever its name says");
        tar("TarTraversal.tar", "a/../../sub-Out_t1.nii.gz", TarConstants.LF_NORMAL, "leads out of the container");
        tar("TarLink.tar", "sub-Link_t1.nii.gz", TarConstants.LF_SYMLINK, "an entry of a container: it is a link");
        write("CutTar.tar.gz", Arrays.copyOf(gzip(new byte[3000]), 12));
        refused.put("CutTar", "breaks off");
    }

    private void dicom() throws IOException {
        BrokenDicom broken = new BrokenDicom(folder);
        broken.cutInHeader("CutInElement");
        refused.put("CutInElement", "the file ends after 300 bytes");
        broken.absurd("AbsurdLength", false);
        refused.put("AbsurdLength", "has 1879048192 bytes, wanted at most");
        broken.absurd("DeepSequences", true);
        refused.put("DeepSequences", "nested deeper than");
        write("NoBytes.dcm", new byte[0]);
        refused.put("NoBytes", "not a DICOM file");
        write("disc/DICOMDIR", new byte[0]);
        broken.cutInPixels("CutInPixels");
        refused.put("CutInPixels", "a series of t2 was left out: the file ends after");
        broken.withoutPixels("PixelsPromised");
        refused.put("PixelsPromised", "a series of t2 was left out: the file ends after");
        broken.doubled("DoubledSlices");
        refused.put("DoubledSlices", "a series of t2 was left out: two images at one place have different pixels");
        broken.undecoded("HighThroughput");
        refused.put("HighThroughput", "a series of t2 was left out: HTJ2K.* not decoded here");
        new DicomCohort(folder)
                .series("gap", "", "MissingSlices", "1.2.31", "1.2.31.1", Protocol.T2, 16, Set.of(5, 6))
                .series("scout", "", "OnlyScouts", "1.2.32", "1.2.32.1", Protocol.LOCALIZER, 3, Set.of())
                .series("mixed/1", "", "ScoutsBeside", "1.2.33", "1.2.33.1", Protocol.LOCALIZER, 3, Set.of())
                .series("mixed/2", "", "ScoutsBeside", "1.2.33", "1.2.33.2", Protocol.T2, 16, Set.of());
        refused.put("MissingSlices", "a series of t2 was left out: about 2 slices are missing");
        refused.put("OnlyScouts", "no usable sequence.*of no use by a rule \\(rule localizer");
    }

    private void nifti(String member, byte[] bytes, String reason) throws IOException {
        write("sub-" + member + "_t1.nii.gz", bytes);
        refused.put(member, reason);
    }

    private void zip(String name, String entry, byte[] content, String reason) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
            zip.closeEntry();
        }
        refused.put(name, reason);
    }

    private void tar(String name, String entry, byte type, String reason) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(name));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry header = new TarArchiveEntry(entry, type, true);
            byte[] content = type == TarConstants.LF_NORMAL ? packed() : new byte[0];
            header.setLinkName(type == TarConstants.LF_NORMAL ? "" : "/etc/passwd");
            header.setSize(content.length);
            tar.putArchiveEntry(header);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        refused.put(name, reason);
    }

    void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
