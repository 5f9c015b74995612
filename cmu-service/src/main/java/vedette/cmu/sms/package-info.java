/** Short messages: a queue in the database and adapters to a gateway (H.626.4 §6.2). */
@NullMarked
package vedette.cmu.sms;

import org.jspecify.annotations.NullMarked;
