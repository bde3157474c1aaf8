package io.mmdino.kernel;

import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Synchronises the host's and the device's memory of an array. On a GPU every array has both, and values computed in one
 * must be copied before they are read in the other. ND4J does so for its own operations; code that reads or writes host
 * memory directly calls these two methods. On the CPU there is one memory, and both do nothing.
 */
interface HostSync {

    /** Call before the host reads: copies newer values from the device to the host. */
    void read(INDArray array);

    /** Call after the host has written: the device will copy the host's values before it computes with them. */
    void written(INDArray array);

    /** Synchronises through ND4J. */
    HostSync ND4J = new HostSync() {
        @Override
        public void read(INDArray array) {
            Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        }

        @Override
        public void written(INDArray array) {
            Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
        }
    };
}
