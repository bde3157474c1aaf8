/**
 * Synthetic cohorts: skull-stripped head volumes of four sequences with glioma-like lesions, written as an archive that looks
 * like a hospital's. For demos, tests and timing where no real archive may be used.
 *
 * <p>Steps: {@code Roster} draws patients and classes, {@code Head} and {@code Lesion} place tissues, {@code Scanner} measures
 * their brightness in a sequence at a site, {@code CohortFiles} writes the images.
 *
 * <p>The class decides the tissues of a lesion ({@code Roster.Subtype}). Everything else, such as size, place (but for a mild
 * pull of oligodendroglioma to the cortex), anatomy, grid, names, which studies are labelled and which sequence is missing, is
 * drawn independently of it.
 */
package io.mmdino.phantom;
