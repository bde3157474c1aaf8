package io.mmdino.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Says which build this is and what it runs on. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String own = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(not from a jar)");
        return new String[] {
            "mm-dinov2 " + own,
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            "Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION()
        };
    }
}
