package vedette.scu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowEvents;
import vedette.contracts.ps.CloseCodes;
import vedette.contracts.sm.DeviceCall;
import vedette.scu.channel.DeviceLinks;
import vedette.testkit.Covers;

/** The control channel over the real listener. */
class ChannelIT {
    @TempDir
    static Path data;

    static RunningScu scu;

    @BeforeAll
    static void start() throws Exception {
        scu = RunningScu.start(data);
    }

    @AfterAll
    static void stop() {
        scu.close();
    }

    @Test
    @Covers({"H6264-8.1-S4", "H6264-6.3.1-2", "H6264-7.2-6", "AMB-05", "IF-Ps", "IF-Sc"})
    void channel_makesTheDeviceOnline_silenceMakesItOffline_andTheNextChannelOnlineAgain() throws Exception {
        RawDevice device = scu.device(null);
        String id = device.register();
        RawSocket channel = device.connect(id);
        RunningScu.await("online", () -> "online".equals(scu.cmu.statusOf(id)));
        RawDevice.call(channel, "h1", "heartbeat", RawDevice.beat(2, Instant.now()));
        assertThat(scu.internal("cmu", "GET", "/internal/v1/devices/" + id, null).body()).contains("\"status\":\"active\"");
        RawDevice.call(channel, "h2", "heartbeat", RawDevice.beat(0, Instant.now()));
        assertThat(scu.internal("cmu", "GET", "/internal/v1/devices/" + id, null).body()).contains("\"status\":\"online\"");
        RunningScu.await("offline after three missed heartbeats", () -> "offline".equals(scu.cmu.statusOf(id)));
        assertThat(channel.closeCode()).isEqualTo(CloseCodes.SILENT);
        device.connect(id);
        RunningScu.await("online again", () -> "online".equals(scu.cmu.statusOf(id)));
    }

    @Test
    @Covers({"H6264-7.2-7", "GAP-11"})
    void heartbeat_tellsTheOffset_andSynchronizesAClockThatIsOff() throws Exception {
        RawDevice device = scu.device(null);
        RawSocket channel = device.connect(device.register());
        JsonNode answer = RawDevice.call(channel, "h1", "heartbeat", RawDevice.beat(0, Instant.now().plus(Duration.ofHours(1))));
        assertThat(answer.path("result").path("offset_ms").asLong()).isBetween(-3_605_000L, -3_595_000L);
        // The order may come before or after the answer that the line above waited for.
        channel.send("{\"jsonrpc\":\"2.0\",\"id\":\"h2\",\"method\":\"heartbeat\",\"params\":{\"uptime_ms\":1,\"sessions\":0,\"device_time\":\"2020-01-01T00:00:00Z\"}}");
        JsonNode sync = channel.nextCall("clock.sync");
        assertThat(Instant.parse(sync.path("params").path("server_time").asString()))
                .isBetween(Instant.now().minusSeconds(20), Instant.now().plusSeconds(1));
        channel.result(sync, Map.of());
    }

    @Test
    @Covers({"H6264-7.2-3", "H6264-7.2-4"})
    void channel_withAnotherDevicesId_isRefused() throws Exception {
        RawDevice mine = scu.device(null);
        mine.register();
        String theirs = scu.device(null).register();
        assertThat(mine.open(theirs).closeCode()).isEqualTo(CloseCodes.REFUSED);
    }

    @Test
    void newerChannel_replacesTheOlder() throws Exception {
        RawDevice device = scu.device(null);
        String id = device.register();
        RawSocket first = device.connect(id);
        RawSocket second = device.connect(id);
        assertThat(first.closeCode()).isEqualTo(CloseCodes.REPLACED);
        assertThat(RawDevice.call(second, "h", "heartbeat", RawDevice.beat(0, Instant.now())).has("result")).isTrue();
    }

    @Test
    @Covers("GAP-10")
    void repeatedRequest_isServedOnce_acrossChannels() throws Exception {
        RawDevice device = scu.device(null);
        String id = device.register();
        long before = scu.cmu.calls.stream().filter("device-buttons"::equals).count();
        RawSocket channel = device.connect(id);
        assertThat(RawDevice.call(channel, "press-1", "device.button", Map.of()).has("result")).isTrue();
        assertThat(RawDevice.call(channel, "press-1", "device.button", Map.of()).has("result")).isTrue();
        RawSocket next = device.connect(id);
        assertThat(RawDevice.call(next, "press-1", "device.button", Map.of()).has("result")).isTrue();
        assertThat(scu.cmu.calls.stream().filter("device-buttons"::equals).count()).isEqualTo(before + 1);
    }

    @Test
    void outstandingCall_survivesAReconnect() throws Exception {
        RawDevice device = scu.device(null);
        String id = device.register();
        RawSocket first = device.connect(id);
        // Once a heartbeat is answered the channel is the device's for everybody, not only for its own connection.
        RawDevice.call(first, "h", "heartbeat", RawDevice.beat(0, Instant.now()));
        CompletableFuture<JsonNode> call =
                scu.context.getBean(DeviceLinks.class).call(id, "config.set", Map.of("heartbeat_ms", 1000), Duration.ofSeconds(10));
        JsonNode asked = first.nextCall("config.set");
        first.abort();
        RawSocket second = device.connect(id);
        JsonNode again = second.nextCall("config.set");
        assertThat(again.path("id")).isEqualTo(asked.path("id"));
        second.result(again, Map.of("done", true));
        assertThat(call.get(10, TimeUnit.SECONDS).path("done").asBoolean()).isTrue();
    }

    @Test
    void junkOnOneChannel_closesIt_whileAnotherWorks() throws Exception {
        RawDevice good = scu.device(null);
        RawSocket healthy = good.connect(good.register());
        RawDevice bad = scu.device(null);
        String badId = bad.register();
        RawSocket junk = bad.connect(badId);
        junk.send("this is no json");
        assertThat(junk.next(frame -> frame.has("error"), 10, TimeUnit.SECONDS).path("error").path("code").asInt()).isEqualTo(-32700);
        assertThat(RawDevice.call(junk, "u", "no.such.method", Map.of()).path("error").path("code").asInt()).isEqualTo(-32601);
        assertThat(RawDevice.call(junk, "p", "session.path", Map.of("session_id", 7)).path("error").path("code").asInt()).isEqualTo(-32602);
        for (int i = 0; i < 10; i++) {
            junk.send("[1,2,3]");
        }
        assertThat(junk.closeCode()).isEqualTo(CloseCodes.MALFORMED);
        RawSocket flood = bad.connect(badId);
        for (int i = 0; i < 2000; i++) {
            flood.send("{\"jsonrpc\":\"2.0\",\"id\":\"f" + i + "\",\"method\":\"heartbeat\",\"params\":{\"uptime_ms\":1,\"sessions\":0}}");
        }
        assertThat(RawDevice.call(healthy, "h", "heartbeat", RawDevice.beat(0, Instant.now())).has("result")).isTrue();
        assertThat(flood.closeCode()).isEqualTo(CloseCodes.TOO_FAST);
        RawSocket large = bad.connect(badId);
        large.send("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"heartbeat\",\"params\":{\"pad\":\"" + "x".repeat(70_000) + "\"}}");
        assertThat(large.closeCode()).isEqualTo(CloseCodes.TOO_LARGE);
        assertThat(RawDevice.call(healthy, "h2", "heartbeat", RawDevice.beat(0, Instant.now())).has("result")).isTrue();
    }

    @Test
    void flowReport_isPassedOnAsTheDevicesWord_butNeverForTheScu() throws Exception {
        RawDevice device = scu.device(null);
        String id = device.register();
        RawSocket channel = device.connect(id);
        String flowId = Ids.next("flw");
        FlowEvent own = new FlowEvent(Ids.next("evt"), "8.1", flowId, "S4", "scu", "pu", "register.result", "ok", null, "m1", 1, Instant.now(), null);
        FlowEvent forged = new FlowEvent(Ids.next("evt"), "8.1", flowId, "S3", "cmu", "scu", "forged", "ok", null, "m2", 1, Instant.now(), null);
        RawDevice.call(channel, "r", "flow.report", new FlowEvents(List.of(own, forged)));
        RunningScu.await("the report", () -> scu.cmu.flows.stream().anyMatch(event -> event.flowId().equals(flowId)));
        assertThat(scu.cmu.flows).filteredOn(event -> event.flowId().equals(flowId)).singleElement().satisfies(event -> {
            assertThat(event.step()).isEqualTo("S4");
            assertThat(event.reportedBy()).isEqualTo(id);
        });
    }

    @Test
    @Covers("IF-Sm")
    void internalApi_callsDevices_andRefusesOtherCallers() throws Exception {
        RawDevice device = scu.device(null);
        String id = device.register();
        RawSocket channel = device.connect(id);
        var pending = CompletableFuture.supplyAsync(() -> {
            try {
                return scu.internal("scu", "POST", "/internal/v1/devices/" + id + "/calls", new DeviceCall("session.keyframe", Map.of("session_id", "s"), null, null));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        channel.result(channel.nextCall("session.keyframe"), Map.of());
        assertThat(pending.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(scu.internal("mtu", "GET", "/internal/v1/routes", null).statusCode()).isEqualTo(403);
        assertThat(scu.internal("cmu", "POST", "/internal/v1/devices/" + id + "/calls", new DeviceCall("channel.ready", Map.of(), null, null)).statusCode())
                .isEqualTo(400);
        assertThat(scu.internal("cmu", "POST", "/internal/v1/devices/" + id + ":disconnect", Map.of("reason", "device-disabled")).statusCode())
                .isEqualTo(204);
        assertThat(channel.closeCode()).isEqualTo(CloseCodes.REFUSED);
        assertThat(scu.internal("cmu", "GET", "/internal/v1/devices/" + id, null).body()).contains("\"status\":\"inactive\"");
    }

    @Test
    void cmuAway_presenceIsKeptAndSentLater() throws Exception {
        RawDevice device = scu.device(null);
        String id = device.register();
        device.connect(id);
        RunningScu.await("online", () -> "online".equals(scu.cmu.statusOf(id)));
        scu.cmu.down = true;
        try {
            // Its heartbeats stay away while the CMU is away too.
            RunningScu.await("offline here", () -> {
                try {
                    return scu.context.getBean(vedette.scu.presence.Presence.class).status(id) == vedette.scu.presence.Presence.Status.OFFLINE;
                } catch (RuntimeException e) {
                    return false;
                }
            });
            assertThat(scu.cmu.statusOf(id)).isEqualTo("online");
        } finally {
            scu.cmu.down = false;
        }
        RunningScu.await("the CMU hears of it", () -> "offline".equals(scu.cmu.statusOf(id)));
    }
}
