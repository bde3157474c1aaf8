package io.mmdino.phantom;

import io.mmdino.phantom.Mixture.Tissue;
import io.mmdino.phantom.Roster.Subtype;

/** The tissues of a lesion of one class, and their variation between patients. */
interface LesionTexture {

    /**
     * Adds tumour to a voxel.
     *
     * @param reach 0 at the lesion's centre, 1 at the mask's edge, more outside
     * @param place the voxel
     * @param mixture the voxel's tissues; healthy ones on entry
     */
    void paint(float reach, Place place, Mixture mixture);

    static LesionTexture of(Subtype subtype, Draws draws, LesionShape shape) {
        return switch (subtype) {
            case ASTROCYTOMA -> new Astrocytoma(draws, shape);
            case GLIOBLASTOMA -> new Glioblastoma(draws, shape);
            case OLIGODENDROGLIOMA -> new Oligodendroglioma(draws, shape);
        };
    }

    /** The inner part of a lesion, uneven and not concentric with it. */
    final class Core {
        private final LesionShape shape;
        private final LatticeNoise noise;
        private final float uneven;
        private final float[] shift;
        private final float radius;

        /** @param radius share of the lesion's radius, 0 to 1 */
        Core(Draws draws, LesionShape shape, float radius, double offCentre, double uneven) {
            this.shape = shape;
            this.radius = radius;
            this.uneven = (float) uneven;
            noise = new LatticeNoise(draws, 12);
            shift = new float[] {draws.spread(offCentre), draws.spread(offCentre), draws.spread(offCentre)};
        }

        /** Depth inside the core, about in mm; negative outside. */
        float inside(float reach, Place place) {
            float off =
                    shift[0] * (place.x - shape.x) + shift[1] * (place.y - shape.y) + shift[2] * (place.z - shape.z);
            float bump = uneven * noise.at(place.x, place.y, place.z);
            return (radius - reach - bump) * shape.size - off;
        }
    }

    /** T2-FLAIR mismatch: a core that is bright on t2 and dark on flair, with a rim that is bright on both. */
    final class Astrocytoma implements LesionTexture {
        private final LesionShape shape;
        private final Core core;
        private final LatticeNoise patches;
        private final float softness;
        private final float density;
        private final float mismatch;
        private final float enhancement;
        private final float specks;

        Astrocytoma(Draws draws, LesionShape shape) {
            this.shape = shape;
            softness = draws.uniform(3, 6);
            density = draws.uniform(0.7, 1);
            core = new Core(draws, shape, draws.uniform(0.75, 0.95), 0.08, 0.18);
            mismatch = draws.uniform(0.6, 1);
            patches = new LatticeNoise(draws, 8);
            enhancement = draws.chance(0.25) ? draws.uniform(0.2, 0.5) : 0;
            specks = draws.chance(0.35) ? draws.uniform(0.3, 0.8) : 0;
        }

        @Override
        public void paint(float reach, Place place, Mixture mixture) {
            float whole = Mixture.edge((1 - reach) * shape.size, softness);
            float patch = patches.at(place.x, place.y, place.z);
            mixture.blend(Tissue.SOLID, whole * density);
            mixture.blend(
                    Tissue.GELATINOUS,
                    whole * mismatch * Mixture.edge(core.inside(reach, place), 4) * (1 + 0.25f * patch));
            mixture.blend(Tissue.ENHANCING, whole * enhancement * Mixture.edge(patch - 0.35f, 0.3f));
            mixture.blend(Tissue.CALCIUM, whole * specks * Mixture.edge(-patch - 0.42f, 0.2f));
        }
    }

    /** A ring that enhances around a necrotic core, broken and of uneven width, in oedema that spares the cortex. */
    final class Glioblastoma implements LesionTexture {
        private final LesionShape shape;
        private final Core core;
        private final LatticeNoise patches;
        private final float softness;
        private final float oedema;
        private final float enhancement;
        private final float ring;
        private final float breaks;
        private final float necrosis;
        private final float bleeding;

        Glioblastoma(Draws draws, LesionShape shape) {
            this.shape = shape;
            softness = draws.uniform(4, 8);
            oedema = draws.uniform(0.55, 1);
            core = new Core(draws, shape, draws.uniform(0.6, 0.9), 0.12, 0.3);
            patches = new LatticeNoise(draws, 10);
            enhancement = draws.uniform(0.45, 1);
            ring = draws.uniform(3, 7);
            breaks = draws.uniform(0, 0.5);
            necrosis = draws.uniform(0.6, 1);
            bleeding = draws.chance(0.4) ? draws.uniform(0.3, 0.8) : 0;
        }

        @Override
        public void paint(float reach, Place place, Mixture mixture) {
            float whole = Mixture.edge((1 - reach) * shape.size, softness);
            float patch = patches.at(place.x, place.y, place.z);
            mixture.blend(Tissue.OEDEMA, whole * oedema * (0.5f + 0.5f * mixture.of(Tissue.WHITE)));
            float inside = core.inside(reach, place);
            if (inside < -4) {
                return;
            }
            float solid = Mixture.edge(inside, 2.5f);
            mixture.blend(Tissue.SOLID, solid);
            mixture.blend(Tissue.ENHANCING, solid * enhancement * Mixture.edge(patch + 0.5f - breaks, 0.3f));
            mixture.blend(Tissue.NECROSIS, necrosis * Mixture.edge(inside - ring * (1 + patch), 2.5f));
            mixture.blend(Tissue.CALCIUM, solid * bleeding * Mixture.edge(-patch - 0.42f, 0.2f));
        }
    }

    /** Heterogeneous tumour with small cysts and specks of calcium; some enhance faintly. */
    final class Oligodendroglioma implements LesionTexture {
        private final LesionShape shape;
        private final Core core;
        private final LatticeNoise grain;
        private final LatticeNoise clusters;
        private final LatticeNoise patches;
        private final float softness;
        private final float density;
        private final float speckLevel;
        private final float calcium;
        private final float cysts;
        private final float enhancement;

        Oligodendroglioma(Draws draws, LesionShape shape) {
            this.shape = shape;
            softness = draws.uniform(3, 7);
            density = draws.uniform(0.65, 1);
            core = new Core(draws, shape, draws.uniform(0.75, 0.95), 0.15, 0.3);
            grain = new LatticeNoise(draws, draws.uniform(4, 6));
            clusters = new LatticeNoise(draws, 18);
            patches = new LatticeNoise(draws, 10);
            speckLevel = draws.uniform(0.1, 0.3);
            calcium = draws.uniform(0.5, 1);
            cysts = draws.chance(0.5) ? draws.uniform(0.3, 0.9) : 0;
            enhancement = draws.chance(0.35) ? draws.uniform(0.15, 0.5) : 0;
        }

        @Override
        public void paint(float reach, Place place, Mixture mixture) {
            float whole = Mixture.edge((1 - reach) * shape.size, softness);
            float patch = patches.at(place.x, place.y, place.z);
            mixture.blend(Tissue.SOLID, whole * density * (0.85f + 0.5f * patch));
            mixture.blend(Tissue.GELATINOUS, whole * cysts * Mixture.edge(patch - 0.3f, 0.3f));
            mixture.blend(Tissue.ENHANCING, whole * enhancement * Mixture.edge(-patch - 0.2f, 0.3f));
            float speck =
                    grain.at(place.x, place.y, place.z) + 0.4f * clusters.at(place.x, place.y, place.z) - speckLevel;
            mixture.blend(
                    Tissue.CALCIUM, calcium * Mixture.edge(speck, 0.2f) * Mixture.edge(core.inside(reach, place), 3));
        }
    }
}
