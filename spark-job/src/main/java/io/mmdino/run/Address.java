package io.mmdino.run;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A place as a user names it: a path of this machine, or an address of a Hadoop file system such as {@code s3a://bucket/run}. */
public final class Address {

    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:/.*");
    private static final Pattern LOCAL = Pattern.compile("(?i)file:/.*");

    /** S3 addresses have no user, others may, but never with a password. */
    private static final Pattern CREDENTIALS =
            Pattern.compile("(?is).*\\b(?:s3[an]?://[^/\\s]*@|[a-z][a-z0-9+.-]*://[^/\\s]*:[^/\\s]*@).*");

    private Address() {}

    public static boolean isElsewhere(String name) {
        return SCHEME.matcher(name).matches() && !LOCAL.matcher(name).matches();
    }

    /** The path of a place on this machine. */
    public static Path local(String name) {
        return LOCAL.matcher(name).matches() ? Path.of(URI.create(name).getPath()) : Path.of(name);
    }

    public static boolean holdsCredentials(String word) {
        return CREDENTIALS.matcher(word).matches();
    }

    /** Without a slash at its end. */
    static String trimmed(String name) {
        return name.replaceAll("(?<=[^/])/+$", "");
    }
}
