package vedette.mtu.relay;

import org.jspecify.annotations.Nullable;
import vedette.contracts.sd.RelayTicket;
import vedette.contracts.sd.RelayUrls;

/**
 * What keeps relays of kind {@code distribute}: one uplink per device, channel and stream, any number of viewers. Called on request threads, and
 * {@link #delete} on the relays' timer too; the calls may come at once for different relays. Failures are {@code VedetteException}s.
 */
public interface Distribution {

    /**
     * How the two sides of a new relay reach it.
     *
     * @param urls for viewers
     * @param cuTicket opens one fMP4 WebSocket within 30 s
     * @param pu where the device dials; null when its uplink already stands
     */
    record Offer(RelayUrls urls, String cuTicket, @Nullable RelayTicket pu) {
        /** Never shows tickets. */
        @Override
        public String toString() {
            return "Offer[urls=" + urls + "]";
        }
    }

    /** What distribution does now, for registration and counters. */
    record Load(int uplinks, int viewers, long bytesIn, long bytesOut) {}

    /** Takes a relay in. {@link Relay#source()} is not null. */
    Offer create(Relay relay);

    /** The relay was renewed or has more addresses. Must not fail for a relay that ended meanwhile. */
    void extend(Relay relay);

    /** The relay is over: its viewers are closed, its tickets void. Must not fail for an unknown one. */
    void delete(String relayId, String reason);

    /**
     * A fresh ticket for the device of a relay.
     *
     * @throws vedette.platform.error.VedetteException NOT_FOUND {@code relay-not-found} if there is no such relay here
     */
    RelayTicket ticket(String relayId);

    /** What it does now. Must be quick. */
    Load load();
}
