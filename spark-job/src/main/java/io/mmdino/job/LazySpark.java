package io.mmdino.job;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** A Spark that starts when it is first needed, which takes seconds; stops when it was. */
public final class LazySpark implements Supplier<SparkSession>, AutoCloseable {

    private final String command;
    private Optional<CommandSpark> spark = Optional.empty();

    /** @param command shown as the application's name on a cluster */
    public LazySpark(String command) {
        this.command = command;
    }

    @Override
    public synchronized SparkSession get() {
        if (spark.isEmpty()) {
            spark = Optional.of(CommandSpark.open(command));
        }
        return spark.get().session();
    }

    @Override
    public synchronized void close() {
        spark.ifPresent(CommandSpark::close);
    }
}
