/**
 * The flow trace on the wire: which step of which H.626.4 flow a message is, and the event that its receiver records
 * (ITU-T H.626.4 §8).
 */
@NullMarked
package vedette.contracts.flow;

import org.jspecify.annotations.NullMarked;
