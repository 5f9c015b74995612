/** The service control unit: devices register here and keep their control channel here, viewers' calls reach devices through it (ITU-T H.626.4 §7.2). */
@NullMarked
package vedette.scu;

import org.jspecify.annotations.NullMarked;
