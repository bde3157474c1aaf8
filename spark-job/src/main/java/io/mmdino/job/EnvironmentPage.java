package io.mmdino.job;

import org.apache.spark.SparkConf;

/**
 * What Spark tells of this process to everybody who may see its web page, its REST answers or its event logs: properties of Java
 * and of Spark. Among Java's are the command line and the working folder, which name archives and through them patients.
 */
final class EnvironmentPage {

    private static final String REDACTION = "spark.redaction.regex";

    /** Spark's own words, and keys that it does not redact: those that encrypt objects, access keys, credentials. */
    private static final String SECRETS = "(?i)secret|password|token|access[.]?key|encryption[.]key|credential";

    /** Properties whose values are the working folder, lie in it, or are the command line. */
    private static final String PATHS = "user[.]dir|warehouse[.]dir|sun[.]java[.]command";

    private static final String COMMAND_LINE = "sun.java.command";

    private EnvironmentPage() {}

    /**
     * Redacts secrets, the command line and the working folder, besides what the user has redacted. To be called before the Spark
     * context is made.
     *
     * @param command name of the command, which stands where the command line stood
     */
    static void redact(SparkConf conf, String command) {
        // Spark redacts on its page and in event logs, but other listeners and plug-ins see the properties as they are.
        System.setProperty(COMMAND_LINE, "mm-dinov2 " + command);
        String ours = SECRETS + "|" + PATHS;
        String theirs = conf.get(REDACTION, "");
        conf.set(REDACTION, theirs.isEmpty() ? ours : "(?:" + theirs + ")|(?:" + ours + ")");
    }
}
