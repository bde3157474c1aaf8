package io.mmdino.optim;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far each parameter follows the schedules: layer-wise decay of the learning rate inside the backbone, no weight
 * decay where a parameter is a bias or a scale.
 *
 * <p>Source: arXiv 2304.07193, appendix B; Clark et al., arXiv 2003.10555 (layer-wise decay).
 *
 * @param members one for each parameter, in the layout's order
 */
public record ParameterGroups(List<Member> members) {

    private static final String BACKBONE = "backbone";
    private static final Pattern BLOCK = Pattern.compile("backbone\\.blocks\\.(\\d+)\\..*");
    private static final List<String> BEFORE_BLOCKS =
            List.of("pos_embed", "patch_embed", "mask_token", "cls_token", "register_tokens");

    /**
     * One parameter's factors.
     *
     * @param lrFactor on the learning rate
     * @param decayFactor on the weight decay, 0 or 1
     * @param lastLayer whether it follows the last layer's own learning rate
     * @param clipGroup the gradients of one group are clipped by their common norm; also what freezing goes by
     */
    public record Member(
            Parameter parameter, double lrFactor, double decayFactor, boolean lastLayer, String clipGroup) {}

    public ParameterGroups {
        members = List.copyOf(members);
    }

    /**
     * @param depth blocks of the backbone
     * @throws IllegalArgumentException when a block lies beyond {@code depth}
     */
    public static ParameterGroups of(ParameterLayout layout, int depth, OptimSettings settings) {
        return new ParameterGroups(layout.parameters().stream()
                .map(parameter -> member(parameter, depth, settings))
                .toList());
    }

    /** Names of the clip groups in the order in which they first occur. */
    public List<String> clipGroups() {
        return members.stream().map(Member::clipGroup).distinct().toList();
    }

    private static Member member(Parameter parameter, int depth, OptimSettings settings) {
        String name = parameter.name();
        double lrFactor = Math.pow(settings.layerDecay(), depth + 1 - layer(name, depth));
        if (name.contains("patch_embed")) {
            lrFactor *= settings.patchEmbedLrFactor();
        }
        boolean decays = !name.endsWith(".bias") && !name.contains("norm") && !name.contains("gamma");
        return new Member(parameter, lrFactor, decays ? 1 : 0, name.contains("last_layer"), clipGroup(name));
    }

    /** 0 for what comes before the blocks, 1 + block for blocks, depth + 1 for what comes after and for heads. */
    private static int layer(String name, int depth) {
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            int number = Integer.parseInt(block.group(1));
            if (number >= depth) {
                throw new IllegalArgumentException(
                        "parameter " + name + " is of block " + number + ", but the backbone has " + depth + " blocks");
            }
            return number + 1;
        }
        boolean before =
                clipGroup(name).equals(BACKBONE) && BEFORE_BLOCKS.stream().anyMatch(name::contains);
        return before ? 0 : depth + 1;
    }

    private static String clipGroup(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
