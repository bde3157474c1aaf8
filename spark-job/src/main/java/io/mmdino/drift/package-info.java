/**
 * Whether studies of now are like those of a reference cohort, without labels: profiles of cohorts, the population stability index
 * between two of them, a classifier that tries to tell their features apart, and warnings by name.
 *
 * <p>Plain arithmetic; which cohorts are compared, and what a warning leads to, is not decided here.
 */
package io.mmdino.drift;
