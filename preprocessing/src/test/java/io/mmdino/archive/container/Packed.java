package io.mmdino.archive.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Writes containers for tests by commons-compress, and reads them. */
final class Packed {

    static final Configuration CONF = new Configuration();

    private Packed() {}

    /** Bytes that can be compressed slightly. */
    static byte[] bytes(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(40);
        }
        return bytes;
    }

    static byte[] zip(Map<String, byte[]> files) throws IOException {
        return zip(files, Zip64Mode.AsNeeded);
    }

    static byte[] zip(Map<String, byte[]> files, Zip64Mode mode) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(bytes)) {
            out.setUseZip64(mode);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
                out.write(file.getValue());
                out.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** A zip with 64-bit fields everywhere, even where 32 bits would suffice. */
    static byte[] zip64(Map<String, byte[]> files) throws IOException {
        byte[] zip = zip(files, Zip64Mode.Always);
        Arrays.fill(zip, zip.length - 14, zip.length - 2, (byte) 0xff);
        return zip;
    }

    static byte[] tar(Map<String, byte[]> files) throws IOException {
        return tar(files, TarArchiveOutputStream.LONGFILE_POSIX);
    }

    static byte[] tar(Map<String, byte[]> files, int longNames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
            out.setLongFileMode(longNames);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setModTime(1_700_000_000_000L);
                out.putArchiveEntry(entry);
                out.write(file.getValue());
                out.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    static byte[] bzip2(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream packed = new BZip2CompressorOutputStream(out)) {
            packed.write(plain);
        }
        return out.toByteArray();
    }

    static byte[] xz(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (XZCompressorOutputStream packed = new XZCompressorOutputStream(out)) {
            packed.write(plain);
        }
        return out.toByteArray();
    }

    static Path write(Path folder, String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    static FileSystem files() throws IOException {
        return FileSystem.getLocal(CONF);
    }

    static org.apache.hadoop.fs.Path hadoop(Path path) {
        return new org.apache.hadoop.fs.Path(path.toUri());
    }

    static List<ContainerEntry> list(Path container, ContainerLimits limits) throws IOException {
        List<ContainerEntry> entries = new ArrayList<>();
        Containers.list(files(), hadoop(container), limits, entries::add);
        return entries;
    }

    static List<ContainerEntry> list(Path container) throws IOException {
        return list(container, ContainerLimits.DEFAULT);
    }

    static byte[] read(Path container, ContainerEntry entry) throws IOException {
        try (InputStream in =
                Containers.open(CONF, hadoop(container), entry.name(), entry.offset(), ContainerLimits.DEFAULT)) {
            return in.readAllBytes();
        }
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
