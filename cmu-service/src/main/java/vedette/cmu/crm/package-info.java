/** The customer system (CRM): asked whether a subscriber may use the service (H.626.4 §6.2). Its silence means no. */
@NullMarked
package vedette.cmu.crm;

import org.jspecify.annotations.NullMarked;
