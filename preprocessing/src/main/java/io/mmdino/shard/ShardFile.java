package io.mmdino.shard;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A Parquet file with the windows of one or more studies. Its bytes are Parquet's mark of
 * four bytes, the studies' rows, and the footer.
 *
 * @param file relative to the shard folder
 * @param bytes its length
 * @param sha256 SHA-256 of its content, 64 hex digits
 * @param footerBytes length of its end, from behind the last study's rows
 * @param footerSha256 SHA-256 of that end
 */
public record ShardFile(
        @JsonProperty("file") String file,
        @JsonProperty("bytes") long bytes,
        @JsonProperty("sha256") String sha256,
        @JsonProperty("footer_bytes") int footerBytes,
        @JsonProperty("footer_sha256") String footerSha256) {}
