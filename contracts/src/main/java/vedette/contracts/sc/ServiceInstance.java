package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.sd.MtuMedia;
import vedette.contracts.sd.MtuStats;

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
        @Nullable MtuMedia media,
        @Nullable Boolean draining,
        @Nullable MtuStats stats) {

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
}
