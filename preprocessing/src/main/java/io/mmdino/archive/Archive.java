package io.mmdino.archive;

import java.util.List;

/**
 * What a folder holds.
 *
 * @param studies sorted by id
 */
public record Archive(List<ArchiveStudy> studies) {}
