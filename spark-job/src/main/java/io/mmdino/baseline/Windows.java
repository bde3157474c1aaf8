package io.mmdino.baseline;

import io.mmdino.shard.SliceSource;
import java.io.IOException;
import java.io.Serializable;

/** How driver and executors come to the windows of the labelled studies; record numbers are the same wherever it is asked. */
@FunctionalInterface
public interface Windows extends Serializable {

    SliceSource open() throws IOException;
}
