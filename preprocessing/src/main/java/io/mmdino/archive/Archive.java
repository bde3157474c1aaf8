package io.mmdino.archive;

import java.util.List;

/**
 * What a folder holds.
 *
 * @param studies sorted by id
 * @param brokenContainers containers that cannot be used as a whole
 * @param perhapsDicom files whose names say nothing, as those of DICOM do
 */
public record Archive(List<ArchiveStudy> studies, int brokenContainers, int perhapsDicom) {}
