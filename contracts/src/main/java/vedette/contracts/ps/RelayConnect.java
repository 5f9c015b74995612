package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;

/**
 * Dial an MTU and serve a stream on that connection (register 11.3 R04): reverse RTSP, {@code Upgrade: vedette-rtsp/1}.
 *
 * @param relayId {@code rly_…}
 * @param channel channel to serve
 * @param stream {@code main} or {@code sub}
 * @param url {@code https://host:8445/v1/reverse}
 * @param ticket bearer ticket; single use, 30 s
 * @param tlsCaPem certificates that the MTU's certificate chains to; empty = the device's system store
 * @param flow the 11.3 flow at R04
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelayConnect(
        String relayId,
        int channel,
        String stream,
        String url,
        String ticket,
        List<String> tlsCaPem,
        @Nullable FlowRef flow) {
    /** An absent list is empty. */
    public RelayConnect(
            String relayId,
            int channel,
            String stream,
            String url,
            String ticket,
            @Nullable List<String> tlsCaPem,
            @Nullable FlowRef flow) {
        this.relayId = relayId;
        this.channel = channel;
        this.stream = stream;
        this.url = url;
        this.ticket = ticket;
        this.tlsCaPem = tlsCaPem == null ? List.of() : List.copyOf(tlsCaPem);
        this.flow = flow;
    }

    /** Never shows the ticket. */
    @Override
    public String toString() {
        return "RelayConnect[relayId=" + relayId + ", url=" + url + "]";
    }
}
