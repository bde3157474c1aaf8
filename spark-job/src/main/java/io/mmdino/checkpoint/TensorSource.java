package io.mmdino.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** Named tensors in an open file, read one at a time. Safe for one thread. */
public interface TensorSource extends Closeable {

    /** The file's name without its folders, for messages. */
    String fileName();

    /** All tensors in the order of the file. */
    Map<String, TensorInfo> tensors();

    /**
     * One tensor in row-major order, whatever type it is stored in.
     *
     * @throws CheckpointException when there is none of that name or it is damaged
     */
    float[] floats(String name) throws IOException;
}
