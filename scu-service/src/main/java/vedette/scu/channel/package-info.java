/** The control channel without sockets: one machine per connection, one per device that survives its connections (reference point Ps; AMB-05). */
@NullMarked
package vedette.scu.channel;

import org.jspecify.annotations.NullMarked;
