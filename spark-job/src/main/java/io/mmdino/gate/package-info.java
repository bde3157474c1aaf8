/**
 * Whether a challenger may replace the champion: frozen sets of studies that no model is trained on, the paired comparison of two
 * models on them, overall and by slice, and the verdict as a record.
 *
 * <p>Words are those of TFX: a model is BLESSED or NOT_BLESSED, slices are parts of the frozen set, infra validation asks whether
 * a model still answers as recorded. Nothing here runs a model or moves an alias.
 */
package io.mmdino.gate;
