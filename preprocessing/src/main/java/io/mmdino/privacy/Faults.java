package io.mmdino.privacy;

import io.mmdino.archive.container.ContainerException;
import io.mmdino.dicom.DicomException;
import io.mmdino.storage.StorageException;
import io.mmdino.volume.NiftiException;
import java.io.IOException;

/**
 * Reasons that may stand in manifests and logs: messages of the storage are left out, because they name paths and paths name
 * patients.
 */
public final class Faults {

    private Faults() {}

    /** The message of an exception of this project; for any other, its kind and what to do. */
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

    /** Whether the exception is thrown by this project; messages of Java and Hadoop may quote paths and texts of files. */
    private static boolean thrownHere(Throwable fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("io.mmdino.");
    }

    /** Whether a disk or a quota is full. Searches messages too, because Spark passes exceptions of executors on as text. */
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
