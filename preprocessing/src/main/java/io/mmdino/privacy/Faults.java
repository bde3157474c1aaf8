package io.mmdino.privacy;

import io.mmdino.archive.container.ContainerException;
import io.mmdino.dicom.DicomException;
import io.mmdino.storage.StorageException;
import io.mmdino.volume.NiftiException;
import java.io.IOException;

/** Reasons fit for manifests and logs. Messages of the storage name paths, and paths name patients: those are left out. */
public final class Faults {

    private Faults() {}

    public static String reason(Throwable fault) {
        boolean ours = fault instanceof NiftiException
                || fault instanceof DicomException
                || fault instanceof ContainerException
                || fault instanceof StorageException;
        if (ours || fault instanceof IllegalArgumentException && thrownHere(fault)) {
            return String.valueOf(fault.getMessage());
        }
        String kind = fault.getClass().getSimpleName();
        if (fault instanceof IOException) {
            return "the file cannot be read (" + kind + "); check storage and permissions, the next run tries again";
        }
        StackTraceElement[] trace = fault.getStackTrace();
        return "internal fault " + kind + (trace.length > 0 ? " in " + trace[0] : "") + "; please report it";
    }

    /** Java and Hadoop put paths, and text that is no number, into such messages; this project does not. */
    private static boolean thrownHere(Throwable fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("io.mmdino.");
    }

    /** Whether a disk or a quota is full. Spark hands faults of executors on as text, so the messages are searched too. */
    public static boolean diskFull(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            String text = cause.getClass().getName() + " " + cause.getMessage();
            if (text.contains("No space left on device")
                    || text.contains("Disk quota exceeded")
                    || text.contains("QuotaExceededException")) {
                return true;
            }
        }
        return false;
    }
}
