package vedette.contracts.sd;

import java.util.List;

/**
 * Where and with what a device dials its reverse RTSP connection; answer of {@code POST /internal/v1/relays/{id}:ticket}.
 *
 * @param url {@code https://host:8445/v1/reverse}
 * @param ticket single use, 30 s
 * @param tlsCaPem certificate authorities that the device shall trust there, PEM
 */
public record RelayTicket(String url, String ticket, List<String> tlsCaPem) {
    /** Never shows the ticket. */
    @Override
    public String toString() {
        return "RelayTicket[url=" + url + "]";
    }
}
