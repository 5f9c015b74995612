/** The executable form of the requirement register: black-box flows, coverage and the documents generated from them. */
@NullMarked
package vedette.system;

import org.jspecify.annotations.NullMarked;
