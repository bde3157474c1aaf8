package io.mmdino.baseline;

import io.mmdino.evaluate.Encoder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What one layer of a network says of a study: its features, or the probabilities of the classes.
 *
 * @param network of this encoder's thread alone
 * @param layer whose output, [1, D]
 * @param width D
 */
record NetworkEncoder(ComputationGraph network, String layer, int width) implements Encoder {

    @Override
    public float[] encode(float[] images, int side, boolean[] present) {
        INDArray input = Nd4j.create(images, new int[] {1, present.length, side, side}, 'c');
        return network.feedForward(input, false).get(layer).toFloatVector();
    }
}
