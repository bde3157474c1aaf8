package io.mmdino.survey;

/**
 * The files of an archive by what became of them; each is counted once.
 *
 * @param listed files met, those inside containers too
 * @param used files that studies are made of, those that stand by for them too
 * @param unused files of studies that nothing is made of
 * @param refused files that no study can be told from; each has a row with its reason
 * @param otherImages images of sequences that are not wanted
 * @param noImages everything else
 * @param containers zips and tars whose files were counted
 */
public record FileCount(
        long listed, long used, long unused, long refused, long otherImages, long noImages, long containers) {

    /** Whether no file was lost on the way. */
    public boolean balances() {
        return listed == used + unused + refused + otherImages + noImages + containers;
    }

    /** A sentence for people. */
    public String sentence() {
        return listed + " files listed: " + used + " used, " + unused + " unused in studies, " + refused
                + " refused, " + otherImages + " images of other sequences, " + noImages + " no images, " + containers
                + " containers.";
    }
}
