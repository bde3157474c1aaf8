package io.mmdino.cluster.scale;

/**
 * What moving bytes from one worker to the next costs. Wire and endpoint are added, as if nothing of them overlapped: the
 * truth lies between their maximum and their sum.
 *
 * @param gigabits G, of each worker and in each direction, Gb/s
 * @param hopSeconds h, from one worker's send to the next one's receive, for no bytes
 * @param endpointSecondsPerByte c: copies, sums and system calls of one byte sent while another is received
 */
public record Link(double gigabits, double hopSeconds, double endpointSecondsPerByte) {

    public Link {
        Checks.within("gigabits", gigabits, 1e-3, 1e5);
        Checks.within("hop seconds", hopSeconds, 0, 10);
        Checks.within("endpoint seconds per byte", endpointSecondsPerByte, 0, 1e-3);
    }

    /** Seconds for so many bytes sent, without hops. */
    double seconds(double bytes) {
        return bytes * (8 / (gigabits * 1e9) + endpointSecondsPerByte);
    }
}
