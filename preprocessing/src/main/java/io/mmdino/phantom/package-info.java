/**
 * Synthetic cohorts: skull-stripped head volumes of four sequences with glioma-like lesions, written as an archive
 * that looks like a hospital's. For demos, tests and timing where no real archive may be used.
 *
 * <p>The way through: {@code Roster} (who, which class, what is known) -> {@code Head}, {@code Lesion} (which tissues
 * lie where) -> {@code Scanner} (how bright a tissue is in a sequence at a site) -> {@code StudyFiles}.
 *
 * <p>The class is carried by which tissues a lesion is made of ({@link io.mmdino.phantom.Subtype}). Everything else,
 * such as size, place (but for a mild pull of oligodendroglioma to the cortex), anatomy, grid, names, which studies are
 * labelled and which sequence is missing, is drawn apart from it.
 */
package io.mmdino.phantom;
