package vedette.pu.session;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import vedette.device.DeviceJson;
import vedette.webrtc.IceServer;

/** The servers of {@code media.offer} in the shape of {@code RTCIceServer}: {@code {urls, username, credential}}. */
final class IceServers {
    private static final int SERVERS_MAX = 8;
    private static final int TEXT_MAX = 512;

    private IceServers() {}

    /** What is malformed is left out: a session without a relay is better than none. */
    static List<IceServer> read(JsonNode list) {
        List<IceServer> servers = new ArrayList<>();
        for (JsonNode entry : list) {
            JsonNode urls = entry.path("urls");
            List<String> texts = urls.isString() ? List.of(urls.asString()) : DeviceJson.texts(urls);
            for (String url : texts) {
                String username = entry.path("username").asString(null);
                String credential = entry.path("credential").asString(null);
                boolean sane = url.length() <= TEXT_MAX
                        && (username == null || username.length() <= TEXT_MAX)
                        && (credential == null || credential.length() <= TEXT_MAX);
                if (sane && servers.size() < SERVERS_MAX) {
                    servers.add(new IceServer(url, username, credential));
                }
            }
        }
        return servers;
    }
}
