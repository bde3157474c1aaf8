package io.mmdino.archive;

import java.util.List;
import java.util.Optional;

/**
 * What a folder holds.
 *
 * @param studies sorted by id
 * @param phenoData path of {@code phenoData.csv} in the folder's root, when there is one
 * @param brokenContainers containers that cannot be used as a whole
 * @param perhapsDicom files whose names say nothing, as those of DICOM do
 */
public record Archive(List<ArchiveStudy> studies, Optional<String> phenoData, int brokenContainers, int perhapsDicom) {}
