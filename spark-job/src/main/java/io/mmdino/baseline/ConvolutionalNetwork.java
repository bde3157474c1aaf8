package io.mmdino.baseline;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * The network of the baseline: blocks of 3 x 3 convolution, batch normalisation, ReLU and 2 x 2 max pooling, then global
 * average pooling and a linear classifier. Sequences are the channels of the image; a missing one is zero.
 *
 * <p>It has no dropout, because Deeplearning4j draws that from a random stream which all threads of a JVM share, so runs
 * would not be reproducible.
 *
 * <p>Letters: N = images, M = sequences, S = side, D = width of the features, K = classes.
 *
 * @param sequences M
 * @param classWeights weight of each class in the loss, [K]
 * @param steps of one worker in the whole training, after which the learning rate is 0
 */
record ConvolutionalNetwork(BaselineSettings settings, int sequences, double[] classWeights, int steps) {

    /** Name of the input, images [N, M, S, S]. */
    static final String INPUT = "images";

    /** Name of the layer before the classifier, [N, D]. */
    static final String FEATURES = "features";

    /** Name of the output, probabilities [N, K]. */
    static final String CLASSES = "classes";

    private static final int KERNEL = 3;
    private static final int HALF = 2;

    /** Width of the features, D: the filters of the last block. */
    int width() {
        return filters(settings.blocks() - 1);
    }

    private int filters(int block) {
        return settings.filters() << block;
    }

    ComputationGraphConfiguration configuration() {
        int side = settings.imageSide();
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(settings.seed())
                .weightInit(WeightInit.RELU)
                .updater(new Adam(new PolySchedule(ScheduleType.ITERATION, settings.learningRate(), 1, steps + 1)))
                .weightDecay(settings.weightDecay())
                .graphBuilder()
                .addInputs(INPUT)
                .setInputTypes(InputType.convolutional(side, side, sequences));
        String below = INPUT;
        for (int block = 0; block < settings.blocks(); block++) {
            below = addBlock(graph, block, below);
        }
        graph.addLayer(FEATURES, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), below);
        graph.addLayer(
                CLASSES,
                new OutputLayer.Builder(new LossMCXENT(Nd4j.createFromArray(floats(classWeights))))
                        .nOut(classWeights.length)
                        .weightInit(WeightInit.XAVIER)
                        .activation(Activation.SOFTMAX)
                        .build(),
                FEATURES);
        return graph.setOutputs(CLASSES).build();
    }

    private String addBlock(GraphBuilder graph, int block, String below) {
        List<String> names = List.of("convolution" + block, "normalization" + block, "maximum" + block);
        graph.addLayer(
                names.get(0),
                new ConvolutionLayer.Builder(KERNEL, KERNEL)
                        .nOut(filters(block))
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.IDENTITY)
                        .hasBias(false)
                        .build(),
                below);
        graph.addLayer(
                names.get(1),
                new BatchNormalization.Builder().activation(Activation.RELU).build(),
                names.get(0));
        graph.addLayer(
                names.get(2),
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(HALF, HALF)
                        .stride(HALF, HALF)
                        .build(),
                names.get(1));
        return names.get(2);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
