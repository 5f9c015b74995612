package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Change settings; null leaves a value as it is.
 *
 * @param heartbeatMs period of heartbeats
 * @param stun {@code host:port} of STUN servers, as in {@link ChannelReady}: there are some now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfigSet(@Nullable Long heartbeatMs, @Nullable List<String> stun) {}
