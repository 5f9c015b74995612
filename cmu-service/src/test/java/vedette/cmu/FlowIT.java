package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vedette.contracts.Ids;

/** Whose run of a flow it is, who may write into it, and where it broke. */
class FlowIT {
    private final CmuServer cmu = CmuServer.shared();
    private final World world = new World(cmu);
    private final World.Person olena = world.customer();
    private final TestDevice device = world.cameraOf(olena);

    private Answer play(World.Person person, Map<String, Object> body, String... headers) {
        return cmu.call("POST", "/cmu/v1/play-requests", body, person.token(), headers);
    }

    @Test
    void nobodyWritesIntoSomebodyElsesFlow() {
        World.Person ivan = world.customer();
        String flowId = play(olena, World.rtspPlay(device.deviceId)).expect(201).get("flow_id");
        TestDevice ivans = world.cameraOf(ivan);
        Answer named = play(
                        ivan, World.rtspPlay(ivans.deviceId), "Vedette-Flow", "flow=8.4; id=" + flowId + "; step=S1")
                .expect(201);
        assertThat(named.get("flow_id")).isNotEqualTo(flowId);
        cmu.call(
                        "POST",
                        "/cmu/v1/flow-reports",
                        Map.of(
                                "flow_id",
                                flowId,
                                "events",
                                List.of(BindingIT.report("8.4", flowId, "S3", Ids.next("evt")))),
                        ivan.token())
                .problem(404, "flow-not-found");
        cmu.call("GET", "/cmu/v1/flows/" + flowId, null, ivan.token()).problem(404, "flow-not-found");
        Map<String, Object> forged = new HashMap<>(BindingIT.report("8.4", flowId, "S7", Ids.next("evt")));
        forged.put("to", "cmu");
        cmu.call("POST", "/cmu/v1/flow-reports", Map.of("flow_id", flowId, "events", List.of(forged)), olena.token())
                .problem(422, "report-malformed");
    }

    @Test
    void aFlowShowsWhereItBroke() {
        Answer grant = play(olena, World.rtspPlay(device.deviceId)).expect(201);
        assertThat(world.flow(grant.get("flow_id")).path("outcome").asString()).isEqualTo("running");
        Map<String, Object> wrong = Map.of(
                "device_id", device.deviceId, "token", "A".repeat(43), "peer_address", "10.1.1.1", "transport", "rtsp");
        world.verify(grant.get("session_id"), wrong);
        var flow = world.flow(grant.get("flow_id"));
        assertThat(flow.path("outcome").asString()).isEqualTo("failed");
        assertThat(flow.path("broke_at").asString()).isEqualTo("S7");
        assertThat(flow.path("broke_reason").asString()).isEqualTo("token-wrong");
        Answer unused = play(olena, World.rtspPlay(device.deviceId)).expect(201);
        cmu.clock.advance(Duration.ofSeconds(31));
        var incomplete = world.flow(unused.get("flow_id"));
        assertThat(incomplete.path("outcome").asString()).isEqualTo("incomplete");
        assertThat(incomplete.path("broke_at").asString()).isEqualTo("S3");
        assertThat(cmu.call("GET", "/cmu/v1/flows?outcome=failed&device_id=" + device.deviceId, null, olena.token())
                        .body()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void eventsOfServicesAndDevicesJoinTheRunAndJunkIsLeftOut() {
        String flowId = play(olena, World.rtspPlay(device.deviceId)).expect(201).get("flow_id");
        Map<String, Object> good = new HashMap<>(BindingIT.report("8.4", flowId, "S5", Ids.next("evt")));
        good.put("to", "scu");
        good.put("from", "pu");
        Map<String, Object> junk = new HashMap<>(good);
        junk.put("event_id", "nonsense");
        cmu.internal("scu", "POST", "/internal/v1/flow-events", Map.of("events", List.of(good, good, junk)))
                .expect(202);
        assertThat(world.steps(flowId)).containsExactlyInAnyOrder("S1 cu→cmu ok", "S2 cmu→cmu ok", "S5 pu→scu ok");
        cmu.internal("scu", "POST", "/internal/v1/flow-events", Map.of("events", List.of(junk)))
                .problem(422, "events-malformed");
        assertThat(cmu.call("GET", "/cmu/v1/operator/flows?query=" + device.serial, null, world.operator())
                        .text())
                .contains(flowId);
        assertThat(cmu.call("GET", "/cmu/v1/operator/flows?query=8.4&limit=1", null, world.operator())
                        .body()
                        .path("items"))
                .hasSize(1);
        cmu.call("GET", "/cmu/v1/flows?limit=101", null, olena.token()).problem(400, "paging-malformed");
        cmu.call("GET", "/cmu/v1/flows?cursor=zzz", null, olena.token()).problem(400, "paging-malformed");
    }
}
