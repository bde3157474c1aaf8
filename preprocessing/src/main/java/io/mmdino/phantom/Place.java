package io.mmdino.phantom;

/** Where a voxel lies in the head. Reused from voxel to voxel; mm, x to the right, y to the front, z up. */
final class Place {
    float x;
    float y;
    float z;
    /** Distance from the middle of the cerebrum, 1 at its surface. */
    float radius;
    /** Below the surface of the cerebrum, negative outside. */
    float cerebrum;
    /** Below the surface of cerebellum and brainstem, negative outside. */
    float hindbrain;

    void move(float newX, float newY, float newZ) {
        x = newX;
        y = newY;
        z = newZ;
    }

    void copy(Place other) {
        move(other.x, other.y, other.z);
        radius = other.radius;
        cerebrum = other.cerebrum;
        hindbrain = other.hindbrain;
    }

    float depth() {
        return Math.max(cerebrum, hindbrain);
    }

    boolean inHead() {
        return cerebrum > 0 || hindbrain > 0;
    }
}
