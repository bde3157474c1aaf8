package io.mmdino.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of states, files and settings. */
public final class StateHash {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KEY_DIGITS = 32;

    private StateHash() {}

    /** A new digest. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Hash of a state. File names hold Spark's job ids, so equal states name equal files. */
    public static String of(ShardState state) throws JsonProcessingException {
        byte[] digest = sha256().digest(JSON.writeValueAsBytes(state));
        return HexFormat.of().formatHex(digest).substring(0, KEY_DIGITS);
    }
}
