package vedette.scu;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.device.ChannelInfo;
import vedette.contracts.device.DeviceCapabilities;
import vedette.contracts.device.DeviceMedia;
import vedette.contracts.device.StreamInfo;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.ChannelProof;
import vedette.contracts.ps.DeviceProofs;
import vedette.contracts.ps.DeviceRegistration;
import vedette.contracts.ps.Heartbeat;
import vedette.device.DeviceFile;
import vedette.device.DeviceIdentity;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.factory.VendorRoot;
import vedette.scu.channel.Frames;

/** A device made of nothing but an HTTP client: says exactly what a test wants it to say. */
final class RawDevice {
    final DeviceFile file;
    final DeviceIdentity identity;
    final String bootId;
    private final HttpClient http;
    private final String base;

    private RawDevice(RawDevice same, String base) {
        this.file = same.file;
        this.identity = same.identity;
        this.bootId = same.bootId;
        this.http = same.http;
        this.base = base;
    }

    /** The same device in touch with another SCU. */
    RawDevice at(RunningScu scu) {
        return new RawDevice(this, scu.deviceBase());
    }

    RawDevice(VendorRoot root, @Nullable String serial, SSLContext tls, String base) {
        this.file = new Factory(new SecureRandom())
                .issue(root, new IssueRequest(serial, "Cube", 1, List.of(base + "/scu/v1/bootstrap"), "A".repeat(43), CmuDouble.ORIGIN))
                .device();
        this.identity = DeviceIdentity.of(file);
        this.http = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
        this.base = base;
        byte[] boot = new byte[16];
        new SecureRandom().nextBytes(boot);
        this.bootId = CmuDouble.b64(boot);
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, Object body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(10));
        headers.forEach(request::header);
        String text = body instanceof String raw ? raw : Frames.MAPPER.writeValueAsString(body);
        return http.send(request.POST(HttpRequest.BodyPublishers.ofString(text)).build(), HttpResponse.BodyHandlers.ofString());
    }

    String nonce() throws Exception {
        return Frames.MAPPER.readTree(post("/scu/v1/challenges", Map.of("serial", file.serial()), Map.of()).body()).path("nonce").asString();
    }

    DeviceRegistration application(String nonce) {
        DeviceRegistration unsigned = application(nonce, "");
        return application(nonce, identity.sign(DeviceProofs.registration(CmuDouble.ORIGIN, unsigned)));
    }

    DeviceRegistration application(String nonce, String signature) {
        return new DeviceRegistration(
                file.serial(), "pu", bootId, nonce, file.certificateChainPem(), signature, file.labelVerifier(), "1.0.0", "Cube", 3, List.of(1),
                new DeviceCapabilities(List.of(new ChannelInfo(1, List.of(new StreamInfo("main", 1280, 720, 25, 2000)), "PCMA", true, false))),
                new DeviceMedia("rtsp://127.0.0.1:8600"));
    }

    /** Registers; the answer must be a success. Returns the device id. */
    String register() throws Exception {
        HttpResponse<String> answer = post("/scu/v1/devices:register", application(nonce()), Map.of());
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError("registration answered " + answer.statusCode() + " " + answer.body());
        }
        return Frames.MAPPER.readTree(answer.body()).path("device_id").asString();
    }

    /** Opens a channel and answers the challenge, without waiting for what the SCU says to it. */
    RawSocket open(String deviceId) throws Exception {
        RawSocket socket = RawSocket.open(http, URI.create("wss" + base.substring(5) + "/scu/v1/channel"), ChannelMethods.SUBPROTOCOL, Map.of());
        JsonNode challenge = socket.nextCall(ChannelMethods.CHANNEL_CHALLENGE);
        String nonce = challenge.path("params").path("nonce").asString();
        socket.result(challenge, new ChannelProof(deviceId, bootId, identity.sign(DeviceProofs.channel(CmuDouble.ORIGIN, nonce, bootId, deviceId))));
        return socket;
    }

    /** Opens a channel until {@code channel.ready}. */
    RawSocket connect(String deviceId) throws Exception {
        RawSocket socket = open(deviceId);
        socket.result(socket.nextCall(ChannelMethods.CHANNEL_READY), Map.of());
        return socket;
    }

    /** Calls the SCU and waits for the answer to that id. */
    static JsonNode call(RawSocket socket, String id, String method, Object params) throws Exception {
        ObjectNode frame = Frames.MAPPER.createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", method);
        frame.set("params", Frames.MAPPER.valueToTree(params));
        socket.send(frame.toString());
        return socket.next(answer -> id.equals(answer.path("id").asString("")) && !answer.has("method"), 10, TimeUnit.SECONDS);
    }

    static Heartbeat beat(int sessions, Instant time) {
        return new Heartbeat(1000, sessions, time);
    }
}
