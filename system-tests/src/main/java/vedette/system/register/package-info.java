/**
 * The register of requirements as data: every id of ITU-T H.626.4 and its companion sources, the step lists of its flows,
 * and the report that says which tests cover which id.
 */
@NullMarked
package vedette.system.register;

import org.jspecify.annotations.NullMarked;
