package io.mmdino.average.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.parameterserver.distributed.v2.chunks.VoidChunk;
import org.nd4j.parameterserver.distributed.v2.messages.impl.GradientsUpdateMessage;
import org.nd4j.parameterserver.distributed.v2.messages.impl.MeshUpdateMessage;
import org.nd4j.parameterserver.distributed.v2.messages.pairs.handshake.HandshakeRequest;
import org.nd4j.parameterserver.distributed.v2.messages.pairs.handshake.HandshakeResponse;
import org.nd4j.parameterserver.distributed.v2.util.MeshOrganizer;

class MessageCodecTest {

    @Test
    void theLongestUpdateFitsAndIsTheSameAfterItsWay() {
        int[] code = new Random(3).ints(CodeRange.MOST + 4).toArray();
        Update update = new Update(3, Update.Kind.CODE, 1L << 40, 1L << 35, code);
        byte[] bytes = bytes(MessageCodec.chunk(update.words(-9), "sender"));
        assertThat(bytes.length).isLessThanOrEqualTo(MessageCodec.LONGEST).isLessThanOrEqualTo(AeronHome.BUFFER / 8);
        VoidChunk chunk = (VoidChunk) MessageCodec.read(bytes).orElseThrow();
        int[] words = Update.words(chunk.getPayload());
        assertThat(Update.belongs(words, -9)).isTrue();
        assertThat(Update.belongs(words, 9)).isFalse();
        Update read = Update.parse(words);
        assertThat(read).usingRecursiveComparison().isEqualTo(update);
    }

    @Test
    void whatIntroducesPeersIsRead() {
        MeshOrganizer mesh = new MeshOrganizer();
        mesh.getRootNode().setId("root");
        for (int i = 0; i < 100; i++) {
            mesh.addNode("node " + i);
        }
        assertThat(MessageCodec.read(bytes(new HandshakeRequest().asUnsafeBuffer())))
                .isPresent();
        HandshakeResponse response = new HandshakeResponse();
        response.setMesh(mesh);
        assertThat(MessageCodec.read(bytes(response.asUnsafeBuffer()))).isPresent();
        assertThat(MessageCodec.read(bytes(new MeshUpdateMessage(mesh).asUnsafeBuffer())))
                .isPresent();
    }

    @Test
    void otherObjectsAreNotRead() throws IOException {
        assertThat(MessageCodec.read(serialised(new HashMap<>()))).isEmpty();
        assertThat(MessageCodec.read(serialised(new int[1 << 22]))).isEmpty();
        assertThat(MessageCodec.read(serialised("text"))).isEmpty();
        assertThat(MessageCodec.read(serialised(List.of(1)))).isEmpty();
        assertThat(MessageCodec.read(serialised(new GradientsUpdateMessage("id", Nd4j.createFromArray(1, 2)))))
                .isEmpty();
    }

    @Test
    void damagedMessagesAreNotRead() {
        byte[] good =
                bytes(MessageCodec.chunk(Update.plain(1, Update.Kind.HEARTBEAT).words(5), "sender"));
        Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            // Whatever it is: no error, and no other kind of object.
            MessageCodec.read(bad).ifPresent(message -> assertThat(message).isInstanceOf(VoidChunk.class));
        }
        assertThat(MessageCodec.read(new byte[0])).isEmpty();
    }

    private static byte[] bytes(UnsafeBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    private static byte[] serialised(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }
}
