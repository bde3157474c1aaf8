package io.mmdino.shard;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A file of a shard folder with what its bytes have to be.
 *
 * @param file relative to the shard folder
 * @param bytes its length
 * @param sha256 SHA-256 of its content, 64 hex digits
 */
public record FileSum(
        @JsonProperty("file") String file, @JsonProperty("bytes") long bytes, @JsonProperty("sha256") String sha256) {}
