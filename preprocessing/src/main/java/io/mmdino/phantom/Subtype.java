package io.mmdino.phantom;

/** Glioma subtypes; the ordinal is the class index in {@code phenoData.csv}. */
public enum Subtype {
    /** Class 0. IDH-mutant: T2-FLAIR mismatch, bright on t2, dark core with a bright rim on flair. */
    ASTROCYTOMA,
    /** Class 1. IDH-wild-type: on t1c a bright ring around a necrotic core, oedema around it on t2 and flair. */
    GLIOBLASTOMA,
    /** Class 2. 1p/19q-codeleted: near the cortex, heterogeneous, specks of calcium that are dark everywhere. */
    OLIGODENDROGLIOMA
}
