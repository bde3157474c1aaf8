package io.mmdino.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mmdino.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** JSON as a file that is whole or not there. */
final class JsonFile {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectMapper INDENTED = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonFile() {}

    static ObjectMapper mapper() {
        return MAPPER;
    }

    static void write(Path file, JsonNode json, boolean indented) throws IOException {
        byte[] bytes = (indented ? INDENTED : MAPPER).writeValueAsBytes(json);
        AtomicFile.write(file, channel -> writeAll(channel, ByteBuffer.wrap(bytes)));
    }

    private static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
