package vedette.scu.call;

import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.DeviceAuth;
import vedette.contracts.ps.DeviceAuthResult;
import vedette.contracts.sc.DeviceAuthAccepted;
import vedette.contracts.sc.DeviceAuthCheck;
import vedette.platform.flow.FlowTrace;
import vedette.scu.channel.DeviceCallException;
import vedette.scu.channel.DeviceLinks;
import vedette.scu.channel.DeviceRequests;
import vedette.scu.cmu.CmuGateway;
import vedette.scu.cmu.CmuProblemException;

/**
 * Carries a device's signed addresses to the CMU and back (H.626.4 §8.3 S3, S4, S6, S7). A wrong signature closes the channel: whoever has it
 * is not the device, or no longer only the device. Blocks; run it on workers.
 */
public final class AddressAuthentication {
    private static final Logger log = LoggerFactory.getLogger(AddressAuthentication.class);
    private static final int FORBIDDEN = 403;
    private static final int NONCE_BYTES = 32;

    private final CmuGateway cmu;
    private final FlowTrace trace;
    private final Supplier<DeviceLinks> links;
    private final RandomGenerator random;

    /** @param random makes nonces; must be cryptographically strong outside tests */
    public AddressAuthentication(CmuGateway cmu, FlowTrace trace, Supplier<DeviceLinks> links, RandomGenerator random) {
        this.cmu = cmu;
        this.trace = trace;
        this.links = links;
        this.random = random;
    }

    /** @param messageId id of the device's call, the same when it is repeated */
    DeviceAuthResult authenticate(DeviceRequests.Caller caller, String messageId, JsonNode params) {
        DeviceAuth told = DeviceOperations.read(params, DeviceAuth.class);
        check(told);
        Optional<FlowRef> s3 = FlowHeader.validated(told.flow()).map(flow -> flow.at("S3", flow.cause()));
        if (!links.get().takeAuthNonce(caller.deviceId(), told.nonce())) {
            s3.ifPresent(flow -> trace.received(flow, "pu", ChannelMethods.DEVICE_AUTH, "nonce-used", messageId));
            throw new DeviceCallException(Problem.of(
                    "nonce-used", "Nonce used", 409, "Expected the nonce of channel.ready or of the last result, which works once on this channel."));
        }
        String s3Event = s3.map(flow -> trace.received(flow, "pu", ChannelMethods.DEVICE_AUTH, FlowEvent.OK, messageId)).orElse(null);
        FlowRef s4 = s3.map(flow -> flow.at("S4", s3Event)).orElse(null);
        CmuGateway.Answer<DeviceAuthAccepted> answer;
        try {
            answer = cmu.deviceAuth(new DeviceAuthCheck(
                    caller.deviceId(), caller.bootId(), told.nonce(), told.signature(), told.localAddrs(), told.natAddr(), told.mapping(),
                    told.filtering(), caller.peerAddress(), s4));
        } catch (CmuProblemException e) {
            refused(caller, told, messageId, s4, e);
            throw e;
        }
        FlowRef s7 = null;
        if (s4 != null) {
            FlowRef s6 = answer.flow().or(() -> FlowHeader.validated(answer.body().flow())).orElse(s4.at("S6", null)).at("S6", null);
            String cause = answer.flow().map(FlowRef::cause).orElse(null);
            s7 = s4.at("S7", trace.received(s6.at("S6", cause), "cmu", ChannelMethods.DEVICE_AUTH + ".result", FlowEvent.OK, messageId));
        }
        String next = nonce();
        links.get().authNonce(caller.deviceId(), caller.epoch(), next);
        return new DeviceAuthResult(true, next, s7);
    }

    private void refused(
            DeviceRequests.Caller caller, DeviceAuth told, String messageId, @Nullable FlowRef s4, CmuProblemException e) {
        String code = e.problem().code();
        if (s4 != null && !e.isTransient()) {
            trace.received(s4.at("S6", null), "cmu", ChannelMethods.DEVICE_AUTH + ".result", code, messageId);
        }
        if (e.isTransient()) {
            // Nothing was decided: the device repeats the same message.
            links.get().authNonce(caller.deviceId(), caller.epoch(), told.nonce());
        } else if (e.problem().status() == FORBIDDEN) {
            log.atWarn().addKeyValue("unitId", caller.deviceId()).addKeyValue("code", code).log("Wrong proof of a device's addresses; closing its channel");
            links.get().disconnect(caller.deviceId(), code);
        } else {
            links.get().authNonce(caller.deviceId(), caller.epoch(), told.nonce());
        }
    }

    private static void check(DeviceAuth told) {
        if (told.nonce() == null || told.nonce().length() > 64 || told.signature() == null || told.signature().length() > 100) {
            throw DeviceOperations.invalid("/nonce", "expected nonce and signature");
        }
        if (told.localAddrs().size() > DeviceAuth.ADDRESSES_MAX) {
            throw DeviceOperations.invalid("/local_addrs", "expected at most " + DeviceAuth.ADDRESSES_MAX + ", found " + told.localAddrs().size());
        }
        if (!told.localAddrs().stream().allMatch(AddressAuthentication::isAddress) || (told.natAddr() != null && !isAddress(told.natAddr()))) {
            throw DeviceOperations.invalid("/local_addrs", "expected ip:port, IPv6 in brackets");
        }
        if (!DeviceAuth.BEHAVIOURS.contains(String.valueOf(told.mapping())) || !DeviceAuth.BEHAVIOURS.contains(String.valueOf(told.filtering()))) {
            throw DeviceOperations.invalid("/mapping", "expected one of " + String.join(", ", DeviceAuth.BEHAVIOURS));
        }
    }

    private static boolean isAddress(@Nullable String text) {
        return text != null && text.length() <= 64 && text.matches("([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F:.]+\\]):[0-9]{1,5}");
    }

    private String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
