/**
 * The centre management unit of ITU-T H.626.4: accounts and access rights, registry and location of devices, binding, play requests and their
 * legitimacy checks, service records, flow traces, and the operator's portal (H.626.4 §7.1, §8.1, §8.2, §8.4). Charging, storage plans, sharing
 * and firmware are not in this package yet.
 */
@NullMarked
package vedette.cmu;

import org.jspecify.annotations.NullMarked;
