package io.mmdino.inference;

import io.mmdino.cluster.ExecutorSite;
import io.mmdino.cluster.LostDevice;
import io.mmdino.config.Settings;
import io.mmdino.disk.Json;
import io.mmdino.disk.ScratchFolder;
import io.mmdino.job.ShardOrder;
import io.mmdino.job.Shards;
import io.mmdino.kernel.Cuda;
import io.mmdino.kernel.DeviceException;
import io.mmdino.kernel.KernelChoice;
import io.mmdino.kernel.Kernels;
import io.mmdino.kernel.Lanes;
import io.mmdino.kernel.Precision;
import io.mmdino.privacy.SafeMessage;
import io.mmdino.shard.ShardException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The task that computes one piece on an executor: opens kernels, GPU, lanes and windows of its process, and runs {@link PieceWork}. It
 * throws what a repetition on another executor may avoid, and reports what would fail there too.
 */
final class PieceTask implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String order;
    private final TreeMap<String, Broadcast<float[]>> weights;

    /** @param order a {@link StageOrder} as JSON text */
    PieceTask(String order, Map<String, Broadcast<float[]>> weights) {
        this.order = order;
        this.weights = new TreeMap<>(weights);
    }

    /**
     * Computes a piece.
     *
     * @param piece a {@link PieceOrder} as JSON text
     * @return a {@link PieceRows} as bytes
     */
    byte[] rows(String piece, TaskContext context) throws IOException {
        StageOrder all = Json.read(order, StageOrder.class);
        Cuda cuda = ExecutorSite.cuda(context);
        try (ExecutorModels.Lease lease = ExecutorModels.here().take(key(cuda), () -> model(all, cuda))) {
            if (cuda.address().isPresent()) {
                kernels(all.parsedSettings(), cuda); // gives this thread the GPU of the model
            }
            return rows(all, Json.read(piece, PieceOrder.class), lease.model(), context, cuda)
                    .by(lease.model().computation())
                    .toBytes();
        } catch (ShardException | IllegalStateException e) {
            LostDevice.here().endExecutor(e);
            if (context.isInterrupted() || DeviceException.lossIn(e).isPresent()) {
                throw e;
            }
            return PieceRows.refused(new SafeMessage(List.of()).of(e)).toBytes();
        }
    }

    private PieceRows rows(StageOrder all, PieceOrder piece, ExecutorModel model, TaskContext context, Cuda cuda)
            throws IOException {
        Settings settings = model.settings();
        ShardOrder folder = all.folders().get(piece.folder());
        Shards shards = folder.open();
        try (ScratchFolder copies = ScratchFolder.locked(folder.copies());
                Lanes lanes = ExecutorSite.lanes(context, cuda, settings.train().lanes())) {
            boolean last = context.attemptNumber() + 1 >= ExecutorSite.attempts();
            return new PieceWork(settings.evaluation(), model, lanes, all.together(), last)
                    .run(
                            piece.studies(),
                            piece.views(),
                            studies -> shards.windows(copies.path(), new TreeSet<>(studies)));
        }
    }

    /** Names a model in the memory of one device: broadcasts have numbers of their own in an application. */
    private String key(Cuda cuda) {
        StringBuilder key = new StringBuilder(ExecutorSite.application());
        weights.values().forEach(values -> key.append(' ').append(values.id()));
        return key.append(" on ").append(cuda.address()).toString();
    }

    private ExecutorModel model(StageOrder all, Cuda cuda) {
        Settings settings = all.parsedSettings();
        Map<String, float[]> values = new TreeMap<>();
        weights.forEach((name, sent) -> values.put(name, sent.value()));
        return new ExecutorModel(settings, kernels(settings, cuda), values);
    }

    private static Kernels kernels(Settings settings, Cuda cuda) {
        Optional<Precision> precision = Precision.named(settings.train().precision());
        return KernelChoice.of(settings.train().kernels()).kernels(cuda, precision);
    }
}
