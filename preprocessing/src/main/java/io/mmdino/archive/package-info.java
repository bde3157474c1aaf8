/** Finding studies in an archive: file names, label and split tables. Knows no voxels and no Spark. */
package io.mmdino.archive;
