/**
 * What records of settings share: the checks of their values, the exception that names the setting at fault, the spelling of
 * keys, and which settings decide nothing about a run's results.
 *
 * <p>A package that needs settings defines its own record; this one knows none of them and nothing else of the project.
 */
package io.mmdino.settings;
