/** Recording the steps of H.626.4 flows as their receiver, without ever blocking or failing a flow. */
@NullMarked
package vedette.platform.flow;

import org.jspecify.annotations.NullMarked;
