package io.mmdino.optim;

import io.mmdino.kernel.Parameter;
import io.mmdino.kernel.ParameterLayout;
import io.mmdino.kernel.Segments;
import io.mmdino.kernel.Segments.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Factors of each parameter on learning rate and weight decay: layer-wise decay of the learning rate inside the backbone,
 * no weight decay for biases, norms and LayerScale.
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
     * @param lrFactor factor on the learning rate
     * @param decayFactor factor on the weight decay, 0 or 1
     * @param lastLayer whether it has the learning rate of the heads' last layer, {@link Schedules#lastLayerLr}
     * @param clipGroup name of the parameters that are clipped by one common norm and frozen together: the first part of the
     *     parameter's name, such as {@code backbone}
     */
    public record Member(
            Parameter parameter, double lrFactor, double decayFactor, boolean lastLayer, String clipGroup) {}

    public ParameterGroups {
        members = List.copyOf(members);
    }

    /**
     * Derives every parameter's factors from its name.
     *
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

    /** The table of the parameters' elements and factors, for operations on whole vectors; group numbers are those of {@link #clipGroups}. */
    Segments segments() {
        List<String> groups = clipGroups();
        List<Segment> segments = new ArrayList<>();
        for (Member member : members) {
            Parameter parameter = member.parameter();
            for (long from = 0; from < parameter.length(); from += Segments.LONGEST) {
                segments.add(new Segment(
                        parameter.offset() + from,
                        (int) Math.min(Segments.LONGEST, parameter.length() - from),
                        groups.indexOf(member.clipGroup()),
                        member.lrFactor(),
                        member.decayFactor(),
                        member.lastLayer()));
            }
        }
        return Segments.of(segments);
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

    /** Layer of a parameter: 0 before the blocks, block + 1 in a block, depth + 1 after the blocks and in heads. */
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
