package io.mmdino.storage;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.RetriableException;
import org.apache.hadoop.ipc.StandbyException;

/** Tells failures of disks and stores that may be over at another time from those that come from what was asked. */
public final class FailureKinds {

    /** Exceptions of S3A and its client, by name because their modules are not on the class path of preprocessing. */
    private static final Set<String> OF_S3 = Set.of(
            "org.apache.hadoop.fs.s3a.AWSClientIOException",
            "org.apache.hadoop.fs.s3a.AWSServiceIOException",
            "org.apache.hadoop.fs.s3a.AWSServiceThrottledException",
            "org.apache.hadoop.fs.s3a.AWSStatus500Exception",
            "com.amazonaws.SdkClientException");

    /** Exceptions of a name node that starts, or whose machine has just changed. */
    private static final Set<String> OF_NAME_NODE =
            Set.of("SafeModeException", "StandbyException", "RetriableException", "NotReplicatedYetException");

    private static final int MOST = 100;

    private FailureKinds() {}

    /** The exception, its causes and what they suppress, the outermost first; at most {@value #MOST}. */
    public static List<Throwable> all(Throwable thrown) {
        List<Throwable> all = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> next = new ArrayDeque<>(List.of(thrown));
        while (!next.isEmpty() && all.size() < MOST) {
            Throwable one = next.removeFirst();
            if (seen.add(one)) {
                all.add(one);
                Optional.ofNullable(one.getCause()).ifPresent(next::addLast);
                next.addAll(List.of(one.getSuppressed()));
            }
        }
        return all;
    }

    /** Whether the failure, or one behind it, may be over at another time. */
    public static boolean mayPass(Throwable thrown) {
        return all(thrown).stream().anyMatch(one -> isNoSpace(one) || isUnreachable(one));
    }

    /** Whether there is no space left, or none under a quota. */
    public static boolean isNoSpace(Throwable e) {
        return e instanceof NoSpaceException
                || e instanceof IOException refused && StoreRetries.isQuota(refused)
                || e.getClass().getName().startsWith("org.apache.spark.")
                        && String.valueOf(e.getMessage()).contains("No space left on device");
    }

    /** Whether a store could not be reached, or refused for a reason that passes. Requests have been repeated before. */
    public static boolean isUnreachable(Throwable e) {
        return e instanceof SocketException
                || e instanceof SocketTimeoutException
                || e instanceof UnknownHostException
                || e instanceof EarlyEndException
                || e instanceof EOFException && isOfNetwork(e)
                || e instanceof RetriableException
                || e instanceof StandbyException
                || e instanceof RemoteException remote && isOfNameNode(remote)
                || OF_S3.contains(e.getClass().getName());
    }

    /** Hadoop's client says so when a server closes a connection; a file that is cut short gives the same class elsewhere. */
    private static boolean isOfNetwork(Throwable e) {
        return String.valueOf(e.getMessage()).contains("End of File Exception between local host");
    }

    private static boolean isOfNameNode(RemoteException e) {
        String name = e.getClassName();
        return name != null && OF_NAME_NODE.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** A disk or a quota has not the space that is needed. The message says how much, and where. */
    public static final class NoSpaceException extends IOException {

        private static final long serialVersionUID = 1;

        public NoSpaceException(String message) {
            super(message);
        }
    }
}
