package io.mmdino.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The demo's commands and the files of their results.
 *
 * <p>There are three cohorts: one to train on, two fifths of it labelled, a fifth with a sequence missing; one of the same site
 * to validate on; one of another site, with another scanner, to test on.
 *
 * @param folder of all results
 * @param runFile settings of all commands
 * @param studies studies to train on
 * @param judged studies of each of the other two cohorts
 * @param size voxels of a volume from back to front
 * @param seed of cohorts and training
 * @param supervised whether a second model is trained from labels alone
 * @param baseline whether Deeplearning4j's network is trained too
 */
record DemoPlan(
        Path folder, Path runFile, int studies, int judged, int size, int seed, boolean supervised, boolean baseline) {

    /**
     * One command of the demo.
     *
     * @param purpose in a few words
     * @param result file that exists only when the step is done; empty where the command itself checks that
     * @param words its command line
     */
    record Step(String purpose, Optional<Path> result, List<String> words) {}

    private static final String LABELLED = "0.4";
    private static final String MISSING = "0.2";

    /** Switches off the losses that need no labels. */
    private static final List<String> LABELS_ALONE =
            List.of("--set", "losses.dino-weight=0", "--set", "losses.ibot-weight=0", "--set", "losses.koleo-weight=0");

    /**
     * Eight slices per axis keep the shards small: all slices would take two gigabytes. The training cohort is not split, because
     * validation and test have their own cohorts.
     */
    private static final List<String> FEW_AND_UNSPLIT = List.of(
            "--set", "ingest.slices-per-axis=8", "--set", "ingest.validation-share=0", "--set", "ingest.test-share=0");

    /** Distance of the seeds of two demos, so that no cohort of one is a cohort of the other. */
    private static final int SEEDS = 10;

    Path evaluation() {
        return folder.resolve("evaluation.json");
    }

    Path supervisedEvaluation() {
        return folder.resolve("evaluation-supervised.json");
    }

    Path baselineEvaluation() {
        return folder.resolve("baseline.json");
    }

    Path scores() {
        return folder.resolve("scores");
    }

    Path runFolder() {
        return folder.resolve("run");
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>(List.of(
                phantom("site A, to train on", "cohort", studies, 0, LABELLED, "A"),
                phantom("site A, to validate on", "validation", judged, 1, "1", "A"),
                phantom("site B, another scanner, to test on", "external", judged, 2, "1", "B"),
                ingest("cohort"),
                ingest("validation"),
                ingest("external"),
                train("train", "run", List.of()),
                evaluate("evaluate: validation, and the external site as test", "run", evaluation())));
        if (supervised) {
            steps.add(train("train the same network from labels alone", "run-supervised", LABELS_ALONE));
            steps.add(evaluate("evaluate that", "run-supervised", supervisedEvaluation()));
        }
        if (baseline) {
            steps.add(baselineStep());
        }
        steps.add(score());
        return steps;
    }

    private Step phantom(String purpose, String name, int count, int offset, String labelled, String site) {
        return new Step(
                "phantom: " + purpose,
                Optional.of(folder.resolve(name)),
                List.of(
                        "phantom",
                        "--output",
                        path(name),
                        "--studies",
                        "" + count,
                        "--seed",
                        "" + ((long) SEEDS * seed + offset),
                        "--labelled",
                        labelled,
                        "--missing",
                        MISSING,
                        "--site",
                        site,
                        "--size",
                        "" + size));
    }

    private Step ingest(String name) {
        return new Step(
                "ingest: " + name,
                Optional.of(folder.resolve("shards-" + name).resolve("_CURRENT")),
                joined(
                        List.of(
                                "ingest",
                                "--input",
                                path(name),
                                "--output",
                                path("shards-" + name),
                                "--config",
                                runFile.toString()),
                        FEW_AND_UNSPLIT));
    }

    private Step train(String purpose, String run, List<String> more) {
        List<String> words = List.of(
                "train",
                "--shards",
                path("shards-cohort"),
                "--output",
                path(run),
                "--config",
                runFile.toString(),
                "--set",
                "train.seed=" + seed,
                "--cache",
                path("cache"));
        return new Step(purpose, Optional.empty(), joined(words, more));
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private Step evaluate(String purpose, String run, Path result) {
        return evaluation(purpose, List.of("evaluate", "--model", path(run)), result);
    }

    private Step baselineStep() {
        return evaluation(
                "baseline: Deeplearning4j's network from labels alone",
                List.of(
                        "baseline",
                        "--beside",
                        evaluation().toString(),
                        "--config",
                        runFile.toString(),
                        "--set",
                        "baseline.seed=" + seed),
                baselineEvaluation());
    }

    private Step evaluation(String purpose, List<String> first, Path result) {
        return new Step(
                purpose,
                Optional.of(result),
                joined(
                        first,
                        List.of(
                                "--train",
                                path("shards-cohort"),
                                "--validation",
                                path("shards-validation"),
                                "--test",
                                path("shards-external"),
                                "--output",
                                result.toString(),
                                "--cache",
                                path("cache"))));
    }

    private Step score() {
        return new Step(
                "score: the external site",
                Optional.of(scores().resolve("scores.csv")),
                List.of(
                        "score",
                        "--model",
                        path("run"),
                        "--input",
                        path("external"),
                        "--output",
                        scores().toString(),
                        "--cache",
                        path("cache")));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }
}
