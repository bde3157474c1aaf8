package io.mmdino.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

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

    /** SHA-256 in hex digits. */
    static String hex(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    /** Hash of a state's windows, 32 hex digits: equal for equal windows, wherever their files lie. */
    public static String of(ShardState state) throws JsonProcessingException {
        MessageDigest digest = sha256();
        digest.update(JSON.writeValueAsBytes(List.of(state.sequences(), state.windowSide(), state.settingsHash())));
        for (ShardState.Shard shard : state.shards()) {
            String line = shard.study() + ' ' + shard.rows() + ' ' + shard.sha256() + '\n';
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_DIGITS);
    }
}
