/** Service instances, their heartbeats, and the bootstrap documents that lead devices to live SCUs (the Connector of the Cloud Surveillance System). */
@NullMarked
package vedette.cmu.instance;

import org.jspecify.annotations.NullMarked;
