package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of a service instance, {@code POST /internal/v1/service-instances}.
 *
 * @param entity {@code scu mtu csmu csau mdu cu-web}
 * @param instance name of the instance within the entity, e.g. {@code 1}
 * @param bootId fresh at each start of the process
 * @param urls where it is reached
 * @param region region it serves, null = any
 * @param load 0..1, null = unknown
 * @param deviceTlsCaPem certificate authority of the listeners for devices (SCU: control channel, MTU: reverse RTSP), PEM
 * @param media addresses for media (MTU)
 * @param draining whether it takes no new relays, null = no
 * @param stats what it does now (MTU)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceInstance(
        String entity,
        String instance,
        String bootId,
        Urls urls,
        @Nullable String region,
        @Nullable Double load,
        @Nullable String deviceTlsCaPem,
        @Nullable Media media,
        @Nullable Boolean draining,
        @Nullable Stats stats) {

    /** An instance that serves no media. */
    public ServiceInstance(
            String entity,
            String instance,
            String bootId,
            Urls urls,
            @Nullable String region,
            @Nullable Double load,
            @Nullable String deviceTlsCaPem) {
        this(entity, instance, bootId, urls, region, load, deviceTlsCaPem, null, null, null);
    }

    /**
     * Addresses of an instance.
     *
     * @param internal base URL of its internal face
     * @param publicFace base URL of its public face
     * @param device base URL of its device listener (SCU)
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Urls(
            @Nullable String internal,

            @com.fasterxml.jackson.annotation.JsonProperty("public") @Nullable
            String publicFace,

            @Nullable String device) {}

    /**
     * Addresses of an MTU's media listeners, as devices and viewers reach them.
     *
     * @param stun {@code host:port} of STUN over UDP
     * @param turn TURN URIs (RFC 7065)
     * @param rtsp base URL, {@code rtsp://host:8554}
     * @param rtsps base URL, {@code rtsps://host:8322}
     * @param fmp4 WebSocket for fragmented MP4
     * @param reverse URL that devices dial for reverse RTSP
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Media(
            List<String> stun,
            List<String> turn,
            @Nullable String rtsp,
            @Nullable String rtsps,
            @Nullable String fmp4,
            @Nullable String reverse) {
        /** Absent lists are empty. */
        public Media(
                @Nullable List<String> stun,
                @Nullable List<String> turn,
                @Nullable String rtsp,
                @Nullable String rtsps,
                @Nullable String fmp4,
                @Nullable String reverse) {
            this.stun = stun == null ? List.of() : List.copyOf(stun);
            this.turn = turn == null ? List.of() : List.copyOf(turn);
            this.rtsp = rtsp;
            this.rtsps = rtsps;
            this.fmp4 = fmp4;
            this.reverse = reverse;
        }
    }

    /**
     * What an MTU does now and did since its start.
     *
     * @param allocations TURN allocations now
     * @param sessions relays now
     * @param uplinks reverse connections of devices now
     * @param viewers distributed viewers now
     * @param relayedBytes bytes through TURN since the start
     * @param relayedMediaBytes of these, SRTP
     * @param bytesIn bytes received in all
     * @param bytesOut bytes sent in all
     */
    public record Stats(
            long allocations,
            long sessions,
            long uplinks,
            long viewers,
            long relayedBytes,
            long relayedMediaBytes,
            long bytesIn,
            long bytesOut) {}
}
