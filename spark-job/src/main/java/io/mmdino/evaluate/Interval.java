package io.mmdino.evaluate;

/** A range of a metric; both ends are NaN when the metric was undefined in every draw. */
public record Interval(double low, double high) {}
