package io.mmdino.kernel;

import java.util.Optional;

/** A failure of the device that kernels compute on, as opposed to one of what they were given. */
public class DeviceException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final Effect effect;

    /** What a failure means for the process. */
    public enum Effect {
        /** One call was refused. */
        REFUSED,
        /** The device has too little memory; a smaller batch may fit. */
        OUT_OF_MEMORY,
        /** This process can compute nothing more on the device; another process may. */
        LOST
    }

    public DeviceException(String message, Effect effect) {
        super(message);
        this.effect = effect;
    }

    private DeviceException(String message, DeviceException cause) {
        super(message, cause);
        this.effect = cause.effect;
    }

    public Effect effect() {
        return effect;
    }

    /** This failure with more to its message where the device has too little memory; itself otherwise. */
    public DeviceException withMemoryHint(String hint) {
        return effect == Effect.OUT_OF_MEMORY ? new DeviceException(getMessage() + hint, this) : this;
    }

    /** The loss of the device among a failure, its causes and what they suppressed, if any. */
    public static Optional<DeviceException> lossIn(Throwable failure) {
        for (Throwable current = failure; current != null; current = current.getCause()) {
            if (current instanceof DeviceException own && own.effect == Effect.LOST) {
                return Optional.of(own);
            }
            for (Throwable suppressed : current.getSuppressed()) {
                Optional<DeviceException> found = lossIn(suppressed);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
