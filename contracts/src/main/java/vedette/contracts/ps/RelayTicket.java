package vedette.contracts.ps;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket to dial again. Error {@code relay-gone} instead: stop dialling.
 *
 * @param url {@code https://host:8445/v1/reverse}
 * @param ticket bearer ticket; single use, 30 s
 * @param tlsCaPem certificates that the MTU's certificate chains to
 */
public record RelayTicket(String url, String ticket, List<String> tlsCaPem) {
    /** An absent list is empty. */
    public RelayTicket(String url, String ticket, @Nullable List<String> tlsCaPem) {
        this.url = url;
        this.ticket = ticket;
        this.tlsCaPem = tlsCaPem == null ? List.of() : List.copyOf(tlsCaPem);
    }

    /** Never shows the ticket. */
    @Override
    public String toString() {
        return "RelayTicket[url=" + url + "]";
    }
}
