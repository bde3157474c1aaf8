package io.mmdino.selfcheck;

import io.mmdino.checkpoint.Safetensors;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds recorded traces in a folder by what they hold, not by their names, and replays them. */
public final class SelfCheck {

    private final Kernels kernels;
    private final Lanes lanes;

    public SelfCheck(Kernels kernels, Lanes lanes) {
        this.kernels = kernels;
        this.lanes = lanes;
    }

    public List<Finding> run(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
        List<Finding> findings = new ArrayList<>();
        for (Path file : files) {
            try (Safetensors trace = Safetensors.open(file)) {
                findings.addAll(replay(file, trace));
            }
        }
        return findings;
    }

    private List<Finding> replay(Path file, Safetensors trace) throws IOException {
        String name = file.getFileName().toString().replace(".safetensors", "");
        if (has(trace, "init.student.")) {
            Path config = file.resolveSibling(name + ".json");
            return new StepReplay(name, TraceFiles.json(config), trace, kernels).run(lanes);
        }
        if (has(trace, "weights.") && has(trace, "in.images")) {
            return new BackboneReplay(name, trace, kernels).run();
        }
        return List.of();
    }

    private static boolean has(Safetensors trace, String prefix) {
        return trace.tensors().keySet().stream().anyMatch(tensor -> tensor.startsWith(prefix));
    }
}
