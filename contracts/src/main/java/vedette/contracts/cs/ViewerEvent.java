package vedette.contracts.cs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.IceServer;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.MediaProof;
import vedette.contracts.ps.SessionModified;
import vedette.contracts.sd.RelayUrls;

/** What the SCU sends to a viewer; {@code type} names the kind. */
public sealed interface ViewerEvent {
    /** The kind. */
    String type();

    /**
     * The device serves.
     *
     * @param sdp answer of the device
     * @param proof to be checked before the answer is used
     * @param flow the 8.4 flow at S10
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            String type,
            String sdp,
            MediaProof proof,
            @Nullable FlowRef flow) implements ViewerEvent {}

    /**
     * What was asked for does not work.
     *
     * @param id of the modify or relay that failed, else absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Error(String type, @Nullable String id, Problem problem) implements ViewerEvent {}

    /**
     * A candidate of the device.
     *
     * @param candidate {@code candidate:…}, null = no more will come
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Candidate(String type, @Nullable String candidate) implements ViewerEvent {}

    /**
     * A modify was carried out.
     *
     * @param id of the modify
     * @param applied values in force
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Modified(String type, @Nullable String id, SessionModified.Applied applied) implements ViewerEvent {}

    /**
     * The distributed path stands (register 11.3 R06).
     *
     * @param id of the relay request
     * @param cuTicket opens the fMP4 WebSocket once within 30 s
     * @param expiresAt until when the relay stands unless the platform renews it
     * @param flow the 11.3 flow at R06
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Relayed(
            String type,
            @Nullable String id,
            RelayUrls urls,
            @Nullable String cuTicket,
            Instant expiresAt,
            @Nullable FlowRef flow) implements ViewerEvent {
        /** Never shows the ticket. */
        @Override
        public String toString() {
            return "Relayed[id=" + id + "]";
        }
    }

    /** The MTU that distributed is gone; another one does. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RelayMoved(String type, RelayUrls urls, @Nullable String cuTicket) implements ViewerEvent {
        /** Never shows the ticket. */
        @Override
        public String toString() {
            return "RelayMoved[urls=" + urls + "]";
        }
    }

    /** The MTU that relayed is gone: open a second media connection with these. */
    record IceServers(String type, List<IceServer> iceServers) implements ViewerEvent {}

    /** The session is over. */
    record End(String type, String reason) implements ViewerEvent {}

    /** Answer to a ping. */
    record Pong(String type) implements ViewerEvent {}
}
