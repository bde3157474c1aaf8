package io.mmdino.cluster;

import io.mmdino.average.RingOrder;
import io.mmdino.train.Contribution;
import io.mmdino.train.DriverRun;
import io.mmdino.train.RoundState;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Rounds of {@link DriverRun} as Spark jobs. The state is broadcast, the workers' contributions are cut into parts, each part is summed
 * on one executor in the order of the ring, and the driver joins the sums. Executors keep no state between rounds, so Spark may repeat
 * any task on any executor.
 *
 * <p>Letters: W = workers. The classes that travel are no records, because Spark may be set to serialise them with Kryo, which cannot
 * carry records.
 *
 * @param workers W
 * @param work of one worker in one round
 */
public record SparkRounds(SparkContext spark, int workers, Work work) implements DriverRun.Rounds {

    /** Work of one worker in one round. Spark serialises it with Java's serialisation. */
    @FunctionalInterface
    public interface Work extends Serializable {
        /**
         * Computes the contribution of a worker.
         *
         * @param state the driver's
         * @param first iteration of the round
         * @param steps of the round
         */
        Contribution of(int rank, RoundState state, long first, int steps) throws Exception;
    }

    /** A part of one of a worker's vectors, or a worker's contribution without its vectors. */
    private static final class Piece implements Serializable {

        private final int rank;
        private final float[] values;
        private final Contribution rest;

        Piece(int rank, float[] values, Contribution rest) {
            this.rank = rank;
            this.values = values;
            this.rest = rest;
        }
    }

    /** Key of contributions without vectors; parts of vectors have keys from 0 on. */
    private static final int REST = -1;

    @Override
    public Contribution sum(RoundState state, long first, int steps) {
        JavaSparkContext jobs = new JavaSparkContext(spark);
        Broadcast<RoundState> sent = jobs.broadcast(state);
        try {
            List<Integer> ranks = IntStream.range(0, workers).boxed().toList();
            JavaRDD<Integer> tasks = WorkerProfile.of(spark).applied(jobs.parallelize(ranks, workers));
            return joined(sums(tasks, sent, first, steps));
        } finally {
            sent.destroy();
        }
    }

    /** Sums of all parts, by key {@code vector * W + part}. */
    private Map<Integer, List<Piece>> sums(JavaRDD<Integer> ranks, Broadcast<RoundState> sent, long first, int steps) {
        Work own = work;
        int count = workers;
        return new TreeMap<>(
                ranks.flatMapToPair(rank -> cut(rank, contribution(own, rank, sent.value(), first, steps), count)
                                .iterator())
                        .groupByKey(new HashPartitioner(count))
                        .mapToPair(pieces -> new Tuple2<>(pieces._1(), added(pieces._1(), pieces._2(), count)))
                        .collectAsMap());
    }

    private static Contribution contribution(Work work, int rank, RoundState state, long first, int steps)
            throws Exception {
        try {
            return work.of(rank, state, first, steps);
        } catch (Exception e) {
            LostDevice.here().endExecutor(e);
            throw e;
        }
    }

    private static List<Tuple2<Integer, Piece>> cut(int rank, Contribution whole, int workers) {
        List<Tuple2<Integer, Piece>> pieces = new ArrayList<>();
        for (int v = 0; v < whole.vectors().size(); v++) {
            float[] vector = whole.vectors().get(v);
            RingOrder order = new RingOrder(vector.length, workers);
            for (int part = 0; part < workers; part++) {
                float[] values = new float[(int) order.count(part)];
                System.arraycopy(vector, (int) order.start(part), values, 0, values.length);
                pieces.add(new Tuple2<>(v * workers + part, new Piece(rank, values, null)));
            }
        }
        Contribution rest = whole.with(List.of(), whole.small());
        pieces.add(new Tuple2<>(REST, new Piece(rank, new float[0], rest)));
        return pieces;
    }

    /** One piece with the sum of a part; for {@link #REST}, all pieces by rank. */
    private static List<Piece> added(int key, Iterable<Piece> unordered, int workers) {
        List<Piece> pieces = new ArrayList<>();
        unordered.forEach(pieces::add);
        pieces.sort(Comparator.comparingInt(piece -> piece.rank));
        if (key == REST) {
            return pieces;
        }
        int part = key % workers;
        RingOrder order = new RingOrder(0, workers);
        float[] sum = pieces.get(order.rank(part, 0)).values.clone();
        for (int turn = 1; turn < workers; turn++) {
            float[] next = pieces.get(order.rank(part, turn)).values;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += next[i];
            }
        }
        return new ArrayList<>(List.of(new Piece(part, sum, null)));
    }

    private Contribution joined(Map<Integer, List<Piece>> sums) {
        List<Contribution> rests =
                sums.get(REST).stream().map(piece -> piece.rest).toList();
        List<float[]> vectors = new ArrayList<>();
        for (int first = 0; sums.containsKey(first); first += workers) {
            int from = first;
            vectors.add(concatenated(IntStream.range(0, workers)
                    .mapToObj(part -> sums.get(from + part).get(0).values)
                    .toList()));
        }
        return rests.get(0).with(vectors, added(rests));
    }

    private static List<double[]> added(List<Contribution> byRank) {
        List<double[]> sums = new ArrayList<>();
        for (int s = 0; s < byRank.get(0).small().size(); s++) {
            double[] sum = byRank.get(0).small().get(s).clone();
            for (Contribution next : byRank.subList(1, byRank.size())) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += next.small().get(s)[i];
                }
            }
            sums.add(sum);
        }
        return sums;
    }

    private static float[] concatenated(List<float[]> parts) {
        float[] whole = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
