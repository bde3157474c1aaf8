package io.mmdino.ingest;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;
import scala.Serializable;

/**
 * Which studies of a wave share a shard. It depends on the studies' order and sizes alone, so the same wave gives the same shards
 * on every cluster. As few shards as the limit allows are filled evenly: where there are
 * several and studies are small against the limit, each is over half full.
 *
 * @param shards partitions of the cut studies, for each shard in the order of its rows
 */
record ShardPlan(List<int[]> shards) implements PartitionCoalescer, Serializable {

    /**
     * Packs studies.
     *
     * @param partitions of the studies, in the order of the rows
     * @param bytes length of each one's rows
     * @param most largest size of a shard, bytes, but for a study that alone is larger
     */
    static ShardPlan of(List<Integer> partitions, List<Long> bytes, long most) {
        long left = bytes.stream().mapToLong(Long::longValue).sum();
        List<int[]> shards = new ArrayList<>();
        int next = 0;
        while (next < partitions.size()) {
            long even = left / ((left + most - 1) / most);
            int first = next;
            long taken = 0;
            while (next < partitions.size() && fits(taken, bytes.get(next), even, most)) {
                taken += bytes.get(next++);
            }
            left -= taken;
            shards.add(partitions.subList(first, next).stream()
                    .mapToInt(Integer::intValue)
                    .toArray());
        }
        return new ShardPlan(shards);
    }

    /** Takes a study while that brings the shard closer to its even share. */
    private static boolean fits(long taken, long more, long even, long most) {
        return taken == 0 || taken + more <= most && taken + more / 2 <= even;
    }

    @Override
    public PartitionGroup[] coalesce(int most, RDD<?> parent) {
        Partition[] all = parent.partitions();
        PartitionGroup[] groups = new PartitionGroup[shards.size()];
        for (int shard = 0; shard < groups.length; shard++) {
            groups[shard] = new PartitionGroup(Option.empty());
            for (int partition : shards.get(shard)) {
                groups[shard].partitions().$plus$eq(all[partition]);
            }
        }
        return groups;
    }
}
