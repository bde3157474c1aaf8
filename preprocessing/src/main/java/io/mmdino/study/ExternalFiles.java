package io.mmdino.study;

import io.mmdino.archive.SequenceNames;
import io.mmdino.privacy.Faults;
import io.mmdino.volume.NiftiException;
import io.mmdino.volume.NiftiLimits;
import io.mmdino.volume.NiftiReader;
import io.mmdino.volume.NiftiType;
import io.mmdino.volume.NiftiWriter;
import io.mmdino.volume.Orientation;
import io.mmdino.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The files exchanged with an external program: {@code SEQUENCE.nii.gz} in its input folder and again in its output folder. */
record ExternalFiles(NiftiLimits limits) {

    private static final int LARGEST_VOXEL = 8;

    void write(Map<String, Volume> images, Path folder) throws IOException {
        for (Map.Entry<String, Volume> image : images.entrySet()) {
            Volume volume = image.getValue();
            boolean mask = image.getKey().equals(SequenceNames.SEGMENTATION) && isLabels(volume);
            try (OutputStream out = Files.newOutputStream(folder.resolve(image.getKey() + ".nii.gz"))) {
                NiftiWriter.write(out, volume, mask ? NiftiType.UINT8 : NiftiType.FLOAT32, true);
            }
        }
    }

    /** The images of the given names, and a mask if there is one; other files are ignored. */
    Map<String, Volume> read(Set<String> given, Path folder) throws IOException, ExternalException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new ExternalException("the external program took its output folder away");
        }
        Set<String> names = new TreeSet<>(given);
        names.add(SequenceNames.SEGMENTATION);
        Map<String, Volume> images = new TreeMap<>();
        for (String name : names) {
            Optional<Path> file = file(folder, name);
            if (file.isPresent()) {
                images.put(name, volume(file.get(), name));
            } else if (given.contains(name)) {
                throw new ExternalException("the external program left no " + name + ".nii.gz in its output folder");
            }
        }
        return images;
    }

    private static Optional<Path> file(Path folder, String name) {
        for (String ending : new String[] {".nii.gz", ".nii"}) {
            Path file = folder.resolve(name + ending);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private Volume volume(Path file, String name) throws IOException, ExternalException {
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!facts.isRegularFile()) {
            throw new ExternalException("the external program's " + name + " is no plain file (a link, a folder or a"
                    + " device), wanted a NIfTI file");
        }
        long most = limits.maxVoxelOffset() + LARGEST_VOXEL * limits.maxVoxels() + limits.maxTrailingBytes();
        if (facts.size() > most) {
            throw new ExternalException("the external program's " + name + " has " + facts.size()
                    + " bytes, more than the " + most + " that ingest.limits allow");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Orientation.toCanonical(NiftiReader.read(in, limits).volume());
        } catch (NiftiException | RuntimeException e) {
            throw new ExternalException("the external program's " + name + ": " + Faults.reason(e));
        }
    }

    private static boolean isLabels(Volume mask) {
        for (float voxel : mask.voxels()) {
            if (!(voxel >= 0 && voxel <= 255) || voxel != Math.rint(voxel)) {
                return false;
            }
        }
        return true;
    }
}
