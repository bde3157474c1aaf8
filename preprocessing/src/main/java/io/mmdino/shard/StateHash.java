package io.mmdino.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mmdino.disk.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Hashes of states. */
public final class StateHash {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KEY_DIGITS = 32;

    private StateHash() {}

    /** Hash of a state's windows, 32 hex digits: equal for equal windows, wherever their files lie. */
    public static String of(ShardState state) throws JsonProcessingException {
        MessageDigest digest = Sha256.digest();
        digest.update(JSON.writeValueAsBytes(List.of(state.sequences(), state.windowSide(), state.settingsHash())));
        for (ShardState.Shard shard : state.shards()) {
            String line = shard.study() + ' ' + shard.rows() + ' ' + shard.sha256() + '\n';
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_DIGITS);
    }
}
