package io.mmdino.kernel;

import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which copy of an array is the newest: on a GPU every array has memory of the host and of the device, and what is computed in
 * one has to come to the other before it is read there. ND4J does so for its own operations; what reads and writes host memory
 * past ND4J has to say so here. On the CPU there is one memory, and nothing happens.
 */
interface Residence {

    /** Before the host reads: its memory holds the newest values on return. */
    void read(INDArray array);

    /** After the host has written: the device takes the host's values before it computes with them. */
    void written(INDArray array);

    /** ND4J's own bookkeeping. */
    Residence ND4J = new Residence() {
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
