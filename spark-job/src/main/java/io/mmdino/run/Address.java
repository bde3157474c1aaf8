package io.mmdino.run;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Names that users give: a path of this machine, or an address of a Hadoop file system such as {@code s3a://bucket/run}. */
public final class Address {

    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:/.*");
    private static final Pattern LOCAL = Pattern.compile("(?i)file:/.*");

    /** A user in an S3 address, which has none, or a user with a password in any other. */
    private static final Pattern CREDENTIALS =
            Pattern.compile("(?is).*\\b(?:s3[an]?://[^/\\s]*@|[a-z][a-z0-9+.-]*://[^/\\s]*:[^/\\s]*@).*");

    private Address() {}

    /** Whether the name is an address of another file system than the local one. */
    public static boolean isElsewhere(String name) {
        return SCHEME.matcher(name).matches() && !LOCAL.matcher(name).matches();
    }

    /** The path of a name that is not {@linkplain #isElsewhere elsewhere}. */
    public static Path local(String name) {
        return LOCAL.matcher(name).matches() ? Path.of(URI.create(name).getPath()) : Path.of(name);
    }

    /** Whether the text contains an address with a user or password. */
    public static boolean holdsCredentials(String word) {
        return CREDENTIALS.matcher(word).matches();
    }

    /** Removes slashes from the end. */
    static String trimmed(String name) {
        return name.replaceAll("(?<=[^/])/+$", "");
    }
}
