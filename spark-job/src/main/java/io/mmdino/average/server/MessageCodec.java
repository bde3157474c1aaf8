package io.mmdino.average.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.nd4j.parameterserver.distributed.v2.chunks.VoidChunk;
import org.nd4j.parameterserver.distributed.v2.messages.VoidMessage;

/**
 * Encodes and decodes ND4J's messages. They are serialised Java objects, which could create objects of any class when read, so a
 * filter admits only the messages that introduce peers to each other and chunks of plain bytes.
 */
final class MessageCodec {

    /** Length of the longest message in bytes. */
    static final int LONGEST = Integer.BYTES * CodeRange.MOST + 8192;

    private static final String CLASSES = "org.nd4j.parameterserver.distributed.v2.";
    private static final ObjectInputFilter FILTER = ObjectInputFilter.Config.createFilter(String.join(
            ";",
            "maxbytes=" + LONGEST,
            "maxarray=" + LONGEST,
            "maxdepth=64",
            "maxrefs=100000",
            CLASSES + "chunks.VoidChunk",
            CLASSES + "messages.impl.MeshUpdateMessage",
            CLASSES + "messages.impl.base.*",
            CLASSES + "messages.pairs.handshake.*",
            CLASSES + "util.MeshOrganizer*",
            CLASSES + "enums.*",
            "org.nd4j.parameterserver.distributed.enums.NodeStatus",
            "org.nd4j.common.primitives.Atomic",
            "java.util.concurrent.CopyOnWriteArrayList",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.lang.*",
            "!*"));

    private MessageCodec() {}

    /** Decodes a message; empty when the bytes are damaged or hold an object of another class. */
    static Optional<VoidMessage> read(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(FILTER);
            return in.readObject() instanceof VoidMessage message ? Optional.of(message) : Optional.empty();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Encodes an update as a message of one chunk; ND4J's own splitter would write each message to a file first. */
    static UnsafeBuffer chunk(int[] words, String sender) {
        byte[] payload = Update.bytes(words);
        VoidChunk chunk = VoidChunk.builder()
                .messageId("update")
                .originalId("update")
                .originatorId(sender)
                .chunkId(0)
                .numberOfChunks(1)
                .splitSize(payload.length)
                .totalSize(payload.length)
                .payload(payload)
                .build();
        return chunk.asUnsafeBuffer();
    }
}
