package io.mmdino.phantom;

/** Where a cohort was scanned. Sites differ in everything a scanner decides, never in what makes a class. */
public enum Site {
    /** 1.4 mm cubes, axes to right, anterior, superior. */
    A,
    /** 1.25 x 1.25 x 1.8 mm, axes to left, posterior, superior; flatter t1, other tone curves, more noise and bias. */
    B
}
