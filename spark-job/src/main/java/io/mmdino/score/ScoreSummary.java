package io.mmdino.score;

import java.util.List;

/**
 * What a run did.
 *
 * @param files the results, CSV and Parquet
 * @param crosswalk path of the file that tells hashed from original ids, readable by its owner alone
 * @param notes what the user should know, in whole sentences
 */
public record ScoreSummary(int scored, int refused, List<String> files, String crosswalk, List<String> notes) {}
