package io.mmdino.privacy;

import io.mmdino.disk.SecretFile;
import io.mmdino.shard.Split;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns ids into keyed hashes (HMAC-SHA256): without the key nobody can try a patient's id and find the study. Each use has its
 * own word in front, so a study's and a subject's hash of the same id differ.
 */
public final class IdKey {

    /** Environment variable that holds the key. */
    public static final String VARIABLE = "MMDINO_ID_KEY";

    private static final int MINIMUM_BYTES = 16;
    private static final int DIGITS = 32;
    private static final String PUBLIC_KEY = "mm-dinov2-spark public id key";

    private final byte[] secret;
    private final boolean secretKept;

    private IdKey(byte[] secret, boolean secretKept) {
        this.secret = secret.clone();
        this.secretKept = secretKept;
    }

    /** The public key, for phantoms and public data: it does not protect ids. */
    public static IdKey publicDefault() {
        return new IdKey(PUBLIC_KEY.getBytes(StandardCharsets.UTF_8), false);
    }

    /**
     * The key of the file, otherwise of {@value #VARIABLE} in the environment, otherwise the public key.
     *
     * @throws IdKeyException when the key cannot be read or is too short, or the variable names a file instead of holding the key
     */
    public static IdKey choose(Optional<Path> file, Map<String, String> environment) throws IdKeyException {
        if (file.isPresent()) {
            return fromFile(file.get());
        }
        String value = environment.getOrDefault(VARIABLE, "").strip();
        if (new File(value).isFile()) { // hashed with the path as the secret, ids could be guessed
            throw new IdKeyException("the environment variable " + VARIABLE + " names a file, wanted the secret itself;"
                    + " give the file by --id-key FILE");
        }
        return value.isEmpty() ? publicDefault() : of(value, "the environment variable " + VARIABLE);
    }

    /** @throws IdKeyException when others may read the file, or it cannot be read, or holds less than 16 bytes or too many */
    public static IdKey fromFile(Path file) throws IdKeyException {
        try {
            Optional<String> exposure = SecretFile.exposure(file);
            if (exposure.isPresent()) {
                throw new IdKeyException("the id key file " + file + " " + exposure.get());
            }
            return of(
                    new String(SecretFile.read(file), StandardCharsets.ISO_8859_1).strip(), "the id key file " + file);
        } catch (IdKeyException e) {
            throw e;
        } catch (IOException e) {
            throw new IdKeyException(
                    "the id key file " + file + " cannot be read; check path, permissions and length (at" + " most "
                            + SecretFile.LONGEST + " bytes)",
                    e);
        }
    }

    private static IdKey of(String value, String source) throws IdKeyException {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < MINIMUM_BYTES) {
            throw new IdKeyException(source + " holds " + bytes.length + " bytes, wanted " + MINIMUM_BYTES
                    + " or more; make one with: openssl rand -hex 32");
        }
        return new IdKey(bytes, true);
    }

    /** Whether the key is secret, so that ids are protected. */
    public boolean protects() {
        return secretKept;
    }

    /** Keyed hash of a study id. */
    public String study(String id) {
        return hex("study", id);
    }

    /** Keyed hash of a subject id. */
    public String subject(String id) {
        return hex("subject", id);
    }

    /** Keyed hash of a DICOM series' UID. */
    public String series(String uid) {
        return hex("series", uid);
    }

    /** An AES key derived from this key. */
    public SecretKeySpec encryption() {
        return new SecretKeySpec(hex("encryption", "").getBytes(StandardCharsets.US_ASCII), "AES");
    }

    /** Keyed hash of the files' names, lengths and modification times: the change stamp of a study or a file. */
    public String stamp(String files) {
        return hex("stamp", files);
    }

    /** A hash by which two keys can be compared without revealing them. */
    public String check() {
        return hex("check", "");
    }

    /** The subject's split by hash: equal in every run, for any order and number of studies. */
    public Split split(String subject, double validationShare, double testShare) {
        long bits = Long.parseUnsignedLong(hex("split", subject).substring(0, 13), 16);
        double place = bits * 0x1p-52;
        if (place < testShare) {
            return Split.TEST;
        }
        return place < testShare + validationShare ? Split.VALIDATION : Split.TRAIN;
    }

    private String hex(String use, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] digest = mac.doFinal((use + ':' + text).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
