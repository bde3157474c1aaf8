package io.mmdino.phantom;

/** What a lesion of one class is made of, and how that varies between patients. */
interface LesionTexture {

    /**
     * Puts tumour into a voxel.
     *
     * @param reach 0 at the lesion's middle, 1 at the mask's edge, more outside
     * @param place the voxel
     * @param mixture healthy tissue on entry
     */
    void paint(float reach, Place place, Mixture mixture);

    static LesionTexture of(Subtype subtype, Draws draws, LesionShape shape) {
        return switch (subtype) {
            case ASTROCYTOMA -> new AstrocytomaTexture(draws, shape);
            case GLIOBLASTOMA -> new GlioblastomaTexture(draws, shape);
            case OLIGODENDROGLIOMA -> new OligodendrogliomaTexture(draws, shape);
        };
    }
}
