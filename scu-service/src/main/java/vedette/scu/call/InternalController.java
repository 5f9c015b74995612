package vedette.scu.call;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import vedette.contracts.ErrorKind;
import vedette.contracts.Ids;
import vedette.contracts.Problem;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.MediaCandidate;
import vedette.contracts.ps.MediaOffer;
import vedette.contracts.ps.SessionEndOrder;
import vedette.contracts.sm.DeviceCall;
import vedette.contracts.sm.DeviceDisconnect;
import vedette.contracts.sm.DeviceStatus;
import vedette.contracts.sm.MediaRoute;
import vedette.contracts.sm.MediaRoutes;
import vedette.contracts.sm.SessionEnd;
import vedette.contracts.sm.ViewerNotice;
import vedette.platform.config.PlatformProperties;
import vedette.platform.error.VedetteException;
import vedette.platform.internal.Callers;
import vedette.scu.channel.DeviceCallException;
import vedette.scu.channel.DeviceLinks;
import vedette.scu.channel.Frames;
import vedette.scu.presence.Presence;

/** The SCU's internal API (reference point Sm, and between SCUs). */
@RestController
class InternalController {
    private static final int ROUTES_MAX = 1000;
    private static final Duration CALL_TIMEOUT = Duration.ofMillis(4500);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(3);
    /** What other services may have a device do; {@code channel.*} is this instance's own. */
    private static final Set<String> CALLABLE = Set.of(
            ChannelMethods.MEDIA_OFFER,
            ChannelMethods.MEDIA_CANDIDATE,
            ChannelMethods.SESSION_END,
            ChannelMethods.SESSION_MODIFY,
            ChannelMethods.SESSION_KEYFRAME,
            ChannelMethods.CLOCK_SYNC,
            ChannelMethods.CONFIG_SET);

    private final DeviceLinks links;
    private final LocalDevices devices;
    private final Presence presence;
    private final MediaRoutingTable routes;
    private final Viewers viewers;
    private final PlatformProperties platform;

    InternalController(
            DeviceLinks links, LocalDevices devices, Presence presence, MediaRoutingTable routes, Viewers viewers, PlatformProperties platform) {
        this.links = links;
        this.devices = devices;
        this.presence = presence;
        this.routes = routes;
        this.viewers = viewers;
        this.platform = platform;
    }

    @PostMapping("/internal/v1/sessions/{id}:end")
    @Callers({"cmu", "scu"})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@PathVariable String id, @RequestBody SessionEnd order) {
        requireId("ses", id);
        requireId("dev", order.deviceId());
        String reason = order.reason() == null ? "ended-by-platform" : order.reason();
        routes.ended(id, order.deviceId());
        viewers.ended(order.deviceId(), id, reason);
        call(order.deviceId(), ChannelMethods.SESSION_END, new SessionEndOrder(id, reason), null, END_TIMEOUT);
    }

    @GetMapping("/internal/v1/routes")
    @Callers("cmu")
    MediaRoutes routes(@RequestParam @Nullable String cursor, @RequestParam(defaultValue = "100") int limit) {
        int size = Math.clamp(limit, 1, ROUTES_MAX);
        List<MediaRoute> page = routes.list(cursor, size + 1);
        boolean more = page.size() > size;
        List<MediaRoute> items = more ? page.subList(0, size) : page;
        return new MediaRoutes(platform.instance(), items, more ? items.getLast().sessionId() : null);
    }

    @GetMapping("/internal/v1/devices/{id}")
    @Callers("cmu")
    DeviceStatus device(@PathVariable String id) {
        requireId("dev", id);
        Presence.Status status = presence.status(id);
        if (status == null) {
            throw new VedetteException(ErrorKind.NOT_FOUND, "device-not-here", "This SCU has not seen device " + id + ".");
        }
        return new DeviceStatus(id, status.name().toLowerCase(Locale.ROOT));
    }

    @PostMapping("/internal/v1/devices/{id}/calls")
    @Callers({"cmu", "scu"})
    JsonNode call(@PathVariable String id, @RequestBody DeviceCall call) {
        requireId("dev", id);
        if (!CALLABLE.contains(String.valueOf(call.method()))) {
            throw new VedetteException(ErrorKind.INVALID_ARGUMENT, "method-unknown",
                    "Expected method as one of " + String.join(", ", CALLABLE.stream().sorted().toList()) + ".");
        }
        Map<String, Object> params = call.params() == null ? Map.of() : call.params();
        if (call.method().equals(ChannelMethods.MEDIA_OFFER) && call.eventsTo() != null) {
            String session = String.valueOf(params.get("session_id"));
            requireId("ses", session);
            viewers.remote(session, id, call.eventsTo());
        }
        return call(id, call.method(), typed(call.method(), params), call.viewerAddress(), CALL_TIMEOUT);
    }

    /** Methods that relays take note of travel as their records. */
    private static Object typed(String method, Map<String, Object> params) {
        return switch (method) {
            case ChannelMethods.MEDIA_OFFER -> Frames.MAPPER.convertValue(params, MediaOffer.class);
            case ChannelMethods.MEDIA_CANDIDATE -> Frames.MAPPER.convertValue(params, MediaCandidate.class);
            case ChannelMethods.SESSION_END -> Frames.MAPPER.convertValue(params, SessionEndOrder.class);
            default -> params;
        };
    }

    @PostMapping("/internal/v1/devices/{id}:disconnect")
    @Callers("cmu")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void disconnect(@PathVariable String id, @RequestBody DeviceDisconnect order) {
        requireId("dev", id);
        String reason = order.reason() == null ? "disconnected" : order.reason();
        if (reason.equals("device-disabled")) {
            presence.disabled(id);
        }
        links.disconnect(id, reason);
    }

    @PostMapping("/internal/v1/sessions/{id}/viewer-notices")
    @Callers("scu")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void notice(@PathVariable String id, @RequestBody ViewerNotice notice) {
        requireId("ses", id);
        requireId("dev", notice.deviceId());
        switch (String.valueOf(notice.type())) {
            case "end" -> viewers.ended(notice.deviceId(), id, notice.reason() == null ? "ended" : notice.reason());
            case "candidate" -> viewers.candidate(notice.deviceId(), id, notice.candidate());
            case "relay-moved", "ice-servers" -> viewers.rerouted(id, notice);
            default -> throw new VedetteException(
                    ErrorKind.INVALID_ARGUMENT, "request-invalid", "Expected type candidate, end, relay-moved or ice-servers.");
        }
    }

    private JsonNode call(String deviceId, String method, Object params, @Nullable String viewerAddress, Duration timeout) {
        try {
            return devices.call(deviceId, method, params, viewerAddress, timeout).get(timeout.toMillis() + 200, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Problem problem = DeviceCallException.problemOf(e.getCause() == null ? e : e.getCause());
            throw failed(problem);
        } catch (TimeoutException e) {
            throw new VedetteException(ErrorKind.DEADLINE_EXCEEDED, "device-timeout", "The camera did not answer in time.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VedetteException(ErrorKind.UNAVAILABLE, "scu-stopping", "This service stops. Try again.", e);
        }
    }

    /** The same failure as an answer of this service. */
    static VedetteException failed(Problem problem) {
        return new VedetteException(kindOf(problem), problem.code(), String.valueOf(problem.detail()));
    }

    private static ErrorKind kindOf(Problem problem) {
        return switch (problem.status()) {
            case 400, 413 -> ErrorKind.INVALID_ARGUMENT;
            case 403 -> ErrorKind.PERMISSION_DENIED;
            case 404 -> ErrorKind.NOT_FOUND;
            case 429 -> ErrorKind.RESOURCE_EXHAUSTED;
            case 503 -> ErrorKind.UNAVAILABLE;
            case 504 -> ErrorKind.DEADLINE_EXCEEDED;
            case 500, 502 -> ErrorKind.INTERNAL;
            default -> ErrorKind.FAILED_PRECONDITION;
        };
    }

    private static void requireId(String prefix, @Nullable String id) {
        if (id == null || !Ids.isValid(prefix, id)) {
            throw new VedetteException(ErrorKind.INVALID_ARGUMENT, "request-invalid", "Expected an id " + prefix + "_ and 26 characters.");
        }
    }
}
