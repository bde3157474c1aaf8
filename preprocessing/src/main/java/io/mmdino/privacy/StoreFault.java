package io.mmdino.privacy;

import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes exceptions of a store's client by what to do. The client's own messages name hosts, requests and accounts, often
 * twice.
 */
final class StoreFault {

    private static final String CLIENT = "org.apache.hadoop.fs.s3a.";
    private static final Pattern ADDRESS = Pattern.compile("s3a://[^\\s:'`\",;()]*");

    private StoreFault() {}

    /** The description; empty for an exception that is not of a store's client. */
    static Optional<String> words(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        Matcher found = ADDRESS.matcher(message);
        String place = found.find() ? found.group() : "the store";
        if (thrown instanceof AccessDeniedException && message.startsWith("s3a:")) {
            return Optional.of("no permission for " + place + "; check the credentials (AWS_ACCESS_KEY_ID,"
                    + " AWS_SECRET_ACCESS_KEY) and the rights of this address");
        }
        String name = thrown.getClass().getName();
        if (name.equals(CLIENT + "UnknownStoreException")) {
            return Optional.of("the store has no bucket for " + place + "; check the address and the endpoint");
        }
        if (name.startsWith(CLIENT + "AWS")) {
            return Optional.of(
                    "cannot reach " + place + " (" + root(thrown).getClass().getSimpleName()
                            + "): see that the store is up, and that spark.hadoop.fs.s3a.endpoint and the other fs.s3a settings are"
                            + " right");
        }
        return Optional.empty();
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
