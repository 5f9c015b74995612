/**
 * The whole system in one JVM: every entity as its own Spring context with its own ports, embedded PostgreSQL, cameras, and the
 * command line. The entities talk to each other as they would on several hosts; only the process is shared.
 */
@NullMarked
package vedette.quickstart;

import org.jspecify.annotations.NullMarked;
