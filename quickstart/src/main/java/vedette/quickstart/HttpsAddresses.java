package vedette.quickstart;

import java.util.ArrayList;
import java.util.List;

/**
 * Addresses at whose TCP port 443 cameras and viewers find the platform, for networks that let no other port out. The portal then
 * has port 443 of its own address. One address each, since TLS alone does not say who is meant.
 *
 * @param devices where cameras register
 * @param turn TURN over TLS
 * @param media RTSP that cameras turn round, and fragmented MP4
 */
record HttpsAddresses(LanAddress devices, LanAddress turn, LanAddress media) {
    static final int PORT = 443;

    /**
     * Reads {@code --https-addresses}.
     *
     * @throws UserError if these are not three different addresses of this machine, or the portal's is among them
     */
    static HttpsAddresses parse(String asked, LanAddress portal) {
        List<LanAddress> found = new ArrayList<>();
        for (String address : asked.split(",")) {
            found.add(LanAddress.find(address.strip()));
        }
        List<String> all = new ArrayList<>(found.stream().map(LanAddress::text).toList());
        all.add(portal.text());
        if (found.size() != 3 || all.stream().distinct().count() != 4) {
            throw new UserError("--https-addresses wants three more addresses of this machine, for cameras, TURN and media; found " + asked
                    + " beside the portal's " + portal.text() + ".", "Such as --https-addresses 198.51.100.2,198.51.100.3,198.51.100.4");
        }
        return new HttpsAddresses(found.get(0), found.get(1), found.get(2));
    }

    List<LanAddress> all() {
        return List.of(devices, turn, media);
    }
}
