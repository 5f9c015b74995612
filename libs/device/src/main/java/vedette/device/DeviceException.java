package vedette.device;

/**
 * A device-side failure that a person or the retry logic must act on: what was expected, what was found, what to do.
 * {@link #code()} is a problem code in kebab case, stable for programs.
 */
public final class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String code;

    public DeviceException(String code, String message) {
        super(message);
        this.code = code;
    }

    public DeviceException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
