/** Measures: every figure stands beside its own floor, both timed alternately in one run. */
package io.mmdino.bench;
