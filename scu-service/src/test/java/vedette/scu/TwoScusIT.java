package vedette.scu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Ids;
import vedette.contracts.ps.MediaAnswer;
import vedette.contracts.ps.MediaProof;
import vedette.contracts.sc.SessionRoute;
import vedette.platform.internal.FacePorts;
import vedette.scu.channel.Frames;
import vedette.testkit.Covers;

/** The viewer at one SCU, the device at another one. */
class TwoScusIT {
    @TempDir
    Path data;

    @Test
    @Covers({"IF-Cs", "H6264-7.2-5a"})
    void offerAnswerCandidatesAndEnd_crossBetweenScus() throws Exception {
        CmuDouble cmu = new CmuDouble(data);
        try (RunningScu first = new RunningScu(data, cmu, Map.of());
                RunningScu second = new RunningScu(data, cmu, Map.of("vedette.instance", "2"))) {
            RawDevice device = second.device(null);
            String deviceId = device.register();
            RawSocket channel = device.connect(deviceId);
            String session = Ids.next("ses");
            String secondUrl = "https://127.0.0.1:" + second.context.getBean(FacePorts.class).internal();
            cmu.sessions.put(session, new SessionRoute(deviceId, "2", secondUrl, "open", null));

            RawSocket viewer = first.viewer(CmuDouble.ORIGIN);
            viewer.send(Frames.MAPPER.writeValueAsString(Map.of("type", "offer", "session_id", session, "token", "t", "sdp", "v=0\r\noffer")));
            JsonNode offer = channel.nextCall("media.offer");
            assertThat(offer.path("params").path("offer").asString()).isEqualTo("v=0\r\noffer");
            channel.result(offer, new MediaAnswer("v=0\r\nanswer", new MediaProof("n", "AB", "u", "s"), null));
            assertThat(viewer.nextType("answer").path("sdp").asString()).isEqualTo("v=0\r\nanswer");

            viewer.send("{\"type\":\"candidate\",\"candidate\":\"candidate:viewer\"}");
            JsonNode candidate = channel.nextCall("media.candidate");
            assertThat(candidate.path("params").path("candidate").asString()).isEqualTo("candidate:viewer");
            channel.result(candidate, Map.of());
            RawDevice.call(channel, "c", "media.candidate", Map.of("session_id", session, "candidate", "candidate:device"));
            assertThat(viewer.nextType("candidate").path("candidate").asString()).isEqualTo("candidate:device");
            RawDevice.call(channel, "e", "session.ended", Map.of("session_id", session, "reason", "viewer-lost", "bytes", 1, "duration_ms", 1));
            assertThat(viewer.nextType("end").path("reason").asString()).isEqualTo("viewer-lost");
        }
    }
}
