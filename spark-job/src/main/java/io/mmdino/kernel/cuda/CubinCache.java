package io.mmdino.kernel.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled kernels on disk, named by a hash of what they are compiled from. A folder that cannot be read or written costs
 * compiling again, and nothing else.
 *
 * @param folder made when something is kept
 */
record CubinCache(Path folder) {

    private static final Logger LOG = LoggerFactory.getLogger(CubinCache.class);
    private static final String SUFFIX = ".cubin";
    private static final long LARGEST = 64L << 20;
    private static final byte[] CUBIN = {0x7f, 'E', 'L', 'F'};

    /** The user's cache: {@code $XDG_CACHE_HOME/mm-dinov2}, or {@code ~/.cache/mm-dinov2}. */
    static CubinCache ofUser(Map<String, String> environment) {
        String home = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path cache = home.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(home);
        return new CubinCache(cache.resolve("mm-dinov2"));
    }

    /** The name under which the kernels are kept. */
    static String key(KernelSources sources, KernelCompiler compiler, String version) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            sources.files().forEach((name, text) -> add(hash, name + '\n' + text.length() + '\n' + text));
            add(hash, compiler.options().toString());
            add(hash, version);
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void add(MessageDigest hash, String text) {
        hash.update(text.getBytes(StandardCharsets.UTF_8));
        hash.update((byte) 0);
    }

    /** The kernels of that key, compiled when they are not kept or what is kept is no cubin. */
    byte[] get(String key, Supplier<byte[]> compile) {
        Path file = folder.resolve(key + SUFFIX);
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
                byte[] kept = Files.readAllBytes(file);
                if (isCubin(kept)) {
                    return kept;
                }
            }
        } catch (IOException e) {
            LOG.warn("cannot read compiled kernels, which are compiled again: {}", e.toString());
        }
        byte[] cubin = compile.get();
        keep(file, cubin);
        return cubin;
    }

    private static boolean isCubin(byte[] bytes) {
        return bytes.length > CUBIN.length && Arrays.equals(bytes, 0, CUBIN.length, CUBIN, 0, CUBIN.length);
    }

    /** Written beside and moved, so that no process reads a part. */
    private void keep(Path file, byte[] cubin) {
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "part", SUFFIX);
            try {
                Files.write(part, cubin);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            LOG.warn("cannot keep compiled kernels, which will be compiled again: {}", e.toString());
        }
    }
}
