/**
 * Distribution (ITU-T H.626.4 §7.3): streams that a device sends once and any number of viewers receive. Holds the relays of kind
 * {@code distribute}, their tickets, and per device, channel and stream one {@link vedette.mtu.distribution.LiveStream} with its uplink, its
 * cached group of pictures and its viewers. Knows no sockets: {@code vedette.mtu.reverse} brings uplinks, {@code vedette.mtu.egress} viewers.
 */
@NullMarked
package vedette.mtu.distribution;

import org.jspecify.annotations.NullMarked;
