package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.sd.MtuMedia;
import vedette.contracts.sd.MtuStats;

/**
 * Instances of one entity, {@code GET /internal/v1/service-instances?entity=mtu}; lost ones are among them, their age says so.
 *
 * @param items by instance name
 */
public record ServiceInstances(List<Item> items) {
    /** An absent list is empty. */
    public ServiceInstances(@Nullable List<Item> items) {
        this.items = items == null ? List.of() : List.copyOf(items);
    }

    /**
     * One instance as it described itself last.
     *
     * @param entity entity
     * @param instance name
     * @param bootId fresh at each start of it
     * @param urls where it is reached
     * @param region region it serves, null = any
     * @param load 0..1, null = unknown
     * @param deviceTlsCaPem certificate authority of its listeners for devices
     * @param media addresses for media
     * @param draining by its own word or an operator's: no new relays
     * @param stats what it does now
     * @param ageMs since its last heartbeat, by the CMU's monotonic clock
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            String entity,
            String instance,
            String bootId,
            ServiceInstance.Urls urls,
            @Nullable String region,
            @Nullable Double load,
            @Nullable String deviceTlsCaPem,
            @Nullable MtuMedia media,
            boolean draining,
            @Nullable MtuStats stats,
            long ageMs) {}
}
