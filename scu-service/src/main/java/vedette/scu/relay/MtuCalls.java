package vedette.scu.relay;

import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayList;
import vedette.contracts.sd.RelayPatch;
import vedette.contracts.sd.RelayRequest;
import vedette.contracts.sd.RelayTicket;

/** Commands to MTUs (reference point Sd). All block for at most the client's time-outs and throw {@link MtuException}. */
interface MtuCalls {
    /** Register 11.3 R03. */
    RelayAnswer create(Mtu mtu, RelayRequest request, @Nullable FlowRef flow);

    void change(Mtu mtu, String relayId, RelayPatch patch);

    void delete(Mtu mtu, String relayId);

    RelayTicket ticket(Mtu mtu, String relayId);

    RelayList list(Mtu mtu);

    /** Returns if the MTU answers. */
    void probe(Mtu mtu);
}
