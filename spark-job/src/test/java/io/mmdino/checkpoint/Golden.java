package io.mmdino.checkpoint;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Files that the method's reference implementation wrote. */
public final class Golden {

    private Golden() {}

    public static Path file(String name) {
        return resource("/golden/", name);
    }

    /** A file by PyTorch that tests a special case of its format; it has no numbers of the method. */
    static Path torch(String name) {
        return resource("/torch/", name);
    }

    private static Path resource(String folder, String name) {
        try {
            return Path.of(Objects.requireNonNull(Golden.class.getResource(folder + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
