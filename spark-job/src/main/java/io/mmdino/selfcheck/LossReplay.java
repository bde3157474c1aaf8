package io.mmdino.selfcheck;

import io.mmdino.checkpoint.Safetensors;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Tensor;
import io.mmdino.kernel.Workspace;
import io.mmdino.optim.OptimSettings;
import io.mmdino.optim.Schedules;
import io.mmdino.ssl.BatchReducer;
import io.mmdino.ssl.Centre;
import io.mmdino.ssl.Sinkhorn;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Replays recorded targets, losses, loss gradients and schedules, as far as a file has them.
 *
 * <p>{@code center.*} is one update of a centre of zeros by the rows of {@code sinkhorn.in}, and those rows' softmax around
 * the new centre. {@code dino.*} is the student's cross entropy with these targets, a mean over rows.
 */
final class LossReplay {

    private static final double BOUND = 1e-4;

    /** Small, because the reference computes schedules in double too. */
    private static final double SCHEDULE_BOUND = 1e-10;

    private static final double CENTRE_MOMENTUM = 0.9;

    /** Studies in one step of the recorded run: one worker with the paper's batch. */
    private static final int BATCH = 64;

    private static final Pattern INDEX = Pattern.compile("every (\\d+)\\D* iteration of (\\d+)");

    private final Safetensors file;
    private final Kernels kernels;
    private final CheckResults results;

    LossReplay(Safetensors file, Kernels kernels, CheckResults results) {
        this.file = file;
        this.kernels = kernels;
        this.results = results;
    }

    void run() {
        part("sinkhorn", this::sinkhorn);
        part("center", this::centring);
        part("dino", this::dino);
        part("koleo", this::koleo);
        part("schedule", this::schedules);
    }

    private void part(String name, CheckResults.Work work) {
        if (TraceFiles.has(file, name + ".")) {
            results.attempt(name, work);
        }
    }

    private void sinkhorn() throws IOException {
        Tensor targets = tensor("sinkhorn.in");
        Tensor temperature = kernels.numbers(temperature("teacher_temp", "sinkhorn"));
        try (Workspace workspace = new Workspace(kernels, Tensor.Type.FLOAT64)) {
            Sinkhorn.targets(kernels, workspace, targets, temperature, BatchReducer.single());
        }
        compare("sinkhorn.out", kernels.toDoubles(targets));
    }

    private void centring() throws IOException {
        Tensor logits = tensor("sinkhorn.in");
        Centre centre = new Centre(kernels, logits.cols());
        centre.update(logits, CENTRE_MOMENTUM, BatchReducer.single());
        compare("center.after1", centre.toDoubles());
        Tensor targets = kernels.zeros(logits.rows(), logits.cols());
        Tensor temperature = kernels.numbers(temperature("teacher_temp", "softmax"));
        kernels.centredSoftmax(logits, centre.value(), temperature, targets);
        compare("center.softmax", kernels.toDoubles(targets));
    }

    private void dino() throws IOException {
        Tensor student = tensor("dino.student");
        double[] weight = new double[student.rows()];
        Arrays.fill(weight, 1.0 / student.rows());
        int[] own = IntStream.range(0, student.rows()).toArray();
        Tensor gradient = kernels.zeros(student.rows(), student.cols());
        double temperature = temperature("student_temp", "");
        Tensor loss = kernels.numbers(0);
        kernels.crossEntropy(
                student,
                tensor("center.softmax"),
                kernels.indices(own),
                kernels.numbers(weight),
                temperature,
                gradient,
                loss);
        compare("dino.loss", kernels.toDoubles(loss));
        compare("dino.grad", kernels.toDoubles(gradient));
    }

    private void koleo() throws IOException {
        Tensor rows = tensor("koleo.in");
        Tensor gradient = kernels.zeros(rows.rows(), rows.cols());
        Tensor loss = kernels.numbers(0);
        kernels.koleo(rows, 1, 1, gradient, loss);
        compare("koleo.loss", kernels.toDoubles(loss));
        compare("koleo.grad", kernels.toDoubles(gradient));
    }

    private void schedules() throws IOException {
        Matcher index = INDEX.matcher(file.metadata().getOrDefault("schedule_index", ""));
        OptimSettings paper = OptimSettings.paper();
        if (!index.find() || Integer.parseInt(index.group(2)) != paper.iterations()) {
            throw new IOException("schedule_index is '" + file.metadata().get("schedule_index")
                    + "', wanted 'every Nth iteration of " + paper.iterations() + "'");
        }
        int every = Integer.parseInt(index.group(1));
        Schedules schedules = new Schedules(paper, BATCH);
        schedule("schedule.lr", every, schedules::lr);
        schedule("schedule.wd", every, schedules::weightDecay);
        schedule("schedule.momentum", every, schedules::teacherMomentum);
        schedule("schedule.teacher_temp", every, schedules::teacherTemperature);
    }

    private void schedule(String tensor, int every, LongToDoubleFunction schedule) throws IOException {
        double[] expected = file.doubles(tensor);
        double[] found = IntStream.range(0, expected.length)
                .mapToDouble(i -> schedule.applyAsDouble((long) i * every))
                .toArray();
        results.add(tensor, RelativeError.of(found, expected), SCHEDULE_BOUND);
    }

    /** The number after {@code label} in a metadata text such as {@code sinkhorn 0.07, softmax 0.05}. */
    private double temperature(String key, String label) throws IOException {
        String text = file.metadata().getOrDefault(key, "");
        Matcher number = Pattern.compile(Pattern.quote(label) + "\\s*([0-9.]+)").matcher(text.toLowerCase(Locale.ROOT));
        if (!number.find()) {
            throw new IOException("metadata " + key + " is '" + text + "', wanted " + label + " and a number");
        }
        return Double.parseDouble(number.group(1));
    }

    private void compare(String tensor, double... found) throws IOException {
        results.add(tensor, RelativeError.of(found, file.doubles(tensor)), BOUND);
    }

    private Tensor tensor(String name) throws IOException {
        float[] values = file.floats(name);
        int rows = TraceFiles.rows(file, name);
        return kernels.put(values, kernels.zeros(rows, values.length / rows));
    }
}
