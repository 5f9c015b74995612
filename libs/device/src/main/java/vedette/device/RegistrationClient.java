package vedette.device;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.DeviceProofs;

/** Applies for registration at one SCU (H.626.4 §8.1 S1) and records the answer (S4). */
final class RegistrationClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long EXPIRES_MILLIS_DEFAULT = Duration.ofHours(24).toMillis();

    private final DeviceIdentity identity;
    private final String bootId;
    private final AgentConfig config;
    private final DeviceTransport transport;
    private final FlowReporter flows;

    RegistrationClient(
            DeviceIdentity identity, String bootId, AgentConfig config, DeviceTransport transport, FlowReporter flows) {
        this.identity = identity;
        this.bootId = bootId;
        this.config = config;
        this.transport = transport;
        this.flows = flows;
    }

    /** Fails with {@link DeviceException}; its code is the platform's problem code where the platform answered. */
    CompletionStage<Registration> register(Bootstrap.Node node, String platformOrigin, TlsTrust trust) {
        FlowRef flow = new FlowRef("8.1", Ids.next("flw"), "S1", null);
        ObjectNode ask = DeviceJson.object().put("serial", identity.serial());
        return post(node, "/scu/v1/challenges", ask, Map.of(), trust)
                .thenCompose(challenge -> {
                    String nonce = DeviceJson.text(body(challenge, "/scu/v1/challenges"), "nonce");
                    return post(
                            node,
                            "/scu/v1/devices:register",
                            application(nonce, platformOrigin),
                            Map.of(FlowHeader.NAME, FlowHeader.format(flow)),
                            trust);
                })
                .thenApply(answer -> accepted(answer, flow));
    }

    private ObjectNode application(String nonce, String platformOrigin) {
        DeviceFile file = identity.file();
        String rtspUrl = config.rtspUrl().get();
        ObjectNode body = DeviceJson.object()
                .put("serial", file.serial())
                .put("kind", file.kind())
                .put("boot_id", bootId)
                .put("nonce", nonce)
                .put("label_verifier", file.labelVerifier())
                .put("firmware", config.firmware())
                .put("model", file.model())
                .put("level", config.level());
        file.certificateChainPem().forEach(body.putArray("certificate_chain_pem")::add);
        body.putArray("protocol_versions").add(Bootstrap.PROTOCOL_VERSION);
        body.set(
                "capabilities",
                DeviceJson.MAPPER.valueToTree(config.capabilities().get()));
        body.putObject("media").put("rtsp_url", rtspUrl);
        String text = DeviceProofs.registration(
                platformOrigin,
                nonce,
                bootId,
                file.serial(),
                file.kind(),
                config.firmware(),
                file.model(),
                file.labelVerifier(),
                rtspUrl);
        return body.put("signature", identity.sign(text));
    }

    private Registration accepted(DeviceTransport.HttpAnswer answer, FlowRef sent) {
        FlowRef s4 = FlowHeader.parse(answer.headers().get("vedette-flow"))
                .filter(ref -> ref.flowId().equals(sent.flowId()))
                .orElse(sent.at("S4", null));
        boolean ok = answer.status() == 200 || answer.status() == 201;
        JsonNode body = ok ? body(answer, "/scu/v1/devices:register") : null;
        FlowEvent event = flows.record(
                s4.at("S4", s4.cause()),
                "scu",
                "pu",
                "register.result",
                ok ? FlowEvent.OK : problemCode(answer),
                sent.flowId() + "-S4");
        if (body == null) {
            throw refused(answer, "/scu/v1/devices:register");
        }
        return new Registration(
                DeviceJson.text(body, "device_id"),
                URI.create(DeviceJson.text(body, "channel_url")),
                body.path("heartbeat_ms").asInt(0),
                body.path("expires_in_ms").asLong(EXPIRES_MILLIS_DEFAULT),
                s4.at("S4", event.eventId()));
    }

    private CompletionStage<DeviceTransport.HttpAnswer> post(
            Bootstrap.Node node, String path, ObjectNode body, Map<String, String> headers, TlsTrust trust) {
        return transport.exchange(new DeviceTransport.HttpCall(
                "POST",
                URI.create(node.url() + path),
                headers,
                DeviceJson.MAPPER.writeValueAsBytes(body),
                trust,
                TIMEOUT));
    }

    private static JsonNode body(DeviceTransport.HttpAnswer answer, String path) {
        if (answer.status() / 100 != 2) {
            throw refused(answer, path);
        }
        try {
            return DeviceJson.MAPPER.readTree(answer.body());
        } catch (JacksonException e) {
            throw new DeviceException("answer-malformed", "Expected JSON from " + path + ".", e);
        }
    }

    private static DeviceException refused(DeviceTransport.HttpAnswer answer, String path) {
        return new DeviceException(
                problemCode(answer), path + " answered " + answer.status() + ": " + DeviceJson.limited(answer.text()));
    }

    /** The code of a problem body (RFC 9457), or {@code http-<status>}. */
    private static String problemCode(DeviceTransport.HttpAnswer answer) {
        try {
            return Optional.ofNullable(DeviceJson.MAPPER
                            .readTree(answer.body())
                            .path("code")
                            .asString(null))
                    .orElse("http-" + answer.status());
        } catch (JacksonException e) {
            return "http-" + answer.status();
        }
    }
}
