package vedette.pu.media;

/**
 * How to reach one stream of an RTSP camera. {@link #toString} hides user and password.
 *
 * @param url {@code rtsp://} or {@code rtsps://}, without user and password
 * @param user user name, empty if the camera asks for none
 * @param password password, empty if none
 * @param udp whether media comes by UDP instead of inside the RTSP connection
 */
public record CameraAddress(String url, String user, String password, boolean udp) {

    /** Over the RTSP connection (TCP). */
    public static CameraAddress of(String url, String user, String password) {
        return new CameraAddress(url, user, password, false);
    }

    /** The same by the other transport. */
    public CameraAddress withUdp(boolean wanted) {
        return new CameraAddress(url, user, password, wanted);
    }

    @Override
    public String toString() {
        return "CameraAddress[" + url + (udp ? ", UDP" : ", TCP") + "]";
    }
}
