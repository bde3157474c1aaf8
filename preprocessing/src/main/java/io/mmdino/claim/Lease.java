package io.mmdino.claim;

/**
 * The content of a lease's file.
 *
 * @param renewals number of times that the owner has renewed it
 */
record Lease(Owner owner, long renewals) {

    Lease renewed() {
        return new Lease(owner, renewals + 1);
    }

    boolean isOf(Owner other) {
        return owner.equals(other);
    }
}
