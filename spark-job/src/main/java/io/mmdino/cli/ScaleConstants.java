package io.mmdino.cli;

import io.mmdino.cluster.scale.Faults;
import io.mmdino.cluster.scale.Link;
import io.mmdino.cluster.scale.StepTimes;
import picocli.CommandLine.Option;

/** What {@code bench scale} must be told of machines and networks; submit/SCALE.md says where the defaults come from. */
final class ScaleConstants {

    @Option(
            names = "--endpoint-seconds",
            paramLabel = "S",
            defaultValue = "0.5",
            description = "A ring round of 344 MB between two workers without a wire (bench averaging --workers 2"
                    + " --parameters 86e6 on one machine).")
    private double endpointSeconds;

    @Option(
            names = "--hop-microseconds",
            paramLabel = "US",
            defaultValue = "50",
            description = "From one worker's send to the next one's receive, for a few bytes.")
    private double hopMicroseconds;

    @Option(
            names = "--sigma",
            paramLabel = "X",
            defaultValue = "0.05",
            description = "Standard deviation of the logarithm of step times.")
    private double sigma;

    @Option(
            names = "--slow-probability",
            paramLabel = "P",
            defaultValue = "0.001",
            description = "Share of a worker's steps that are slow.")
    private double slowProbability;

    @Option(
            names = "--slow-factor",
            paramLabel = "X",
            defaultValue = "3",
            description = "How many times longer slow steps take.")
    private double slowFactor;

    @Option(
            names = "--mtbf-hours",
            paramLabel = "H",
            defaultValue = "10000",
            description = "Mean hours between failures of one worker; 0 when none ever fails.")
    private double mtbfHours;

    @Option(
            names = "--checkpoint-seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "For which workers wait at a checkpoint.")
    private double checkpointSeconds;

    @Option(
            names = "--restart-seconds",
            paramLabel = "S",
            defaultValue = "60",
            description = "From a failure to the first step after it.")
    private double restartSeconds;

    StepTimes times(double stepSeconds) {
        return new StepTimes(stepSeconds, sigma, slowProbability, slowFactor);
    }

    Link link(double gigabits, double measuredBytes) {
        return new Link(gigabits, hopMicroseconds / 1e6, endpointSeconds / measuredBytes);
    }

    Faults faults() {
        return new Faults(mtbfHours, checkpointSeconds, restartSeconds);
    }
}
