package io.mmdino.claim;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/**
 * Who holds a claim. Two claims have different owners, also of one process.
 *
 * @param command such as {@code train}
 * @param host the machine's name
 */
record Owner(String id, String command, long process, String host) {

    static Owner here(String command) {
        return new Owner(
                UUID.randomUUID().toString(), command, ProcessHandle.current().pid(), machine());
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    BusyException isAt(String place) {
        return new BusyException("another " + command + " is at work in " + place + " (process " + process + " on "
                + host + "); wait for it, or choose another --output");
    }
}
