package vedette.platform.internal;

import jakarta.servlet.http.HttpServletRequest;

/** The network address of the person or program behind a request. Stateless. */
public final class ClientAddress {
    private static final int LENGTH_MAX = 45;

    private ClientAddress() {}

    /**
     * On the public face the one value of {@code X-Forwarded-For} that the gateway wrote (it overwrites what clients send);
     * elsewhere the peer of the connection.
     */
    public static String of(HttpServletRequest request) {
        String forwarded = request.getHeader("X-Forwarded-For");
        if (FacesFilter.isPublicFace(request) && forwarded != null && forwarded.length() <= LENGTH_MAX
                && forwarded.matches("[0-9a-fA-F.:]+")) {
            return forwarded;
        }
        return request.getRemoteAddr();
    }
}
