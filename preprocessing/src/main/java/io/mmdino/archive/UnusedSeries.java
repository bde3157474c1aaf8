package io.mmdino.archive;

/**
 * Files of a study that nothing is made of.
 *
 * @param sequence what they show, {@value #UNKNOWN} where that is not known
 * @param files how many
 * @param bytes stored size of all
 * @param reason for the manifest; free of ids and paths
 */
public record UnusedSeries(String sequence, int files, long bytes, String reason) {

    /** Where no rule names the sequence. */
    public static final String UNKNOWN = "?";
}
