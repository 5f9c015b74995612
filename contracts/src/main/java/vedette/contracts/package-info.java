/**
 * What crosses a service boundary of Vedette: identifiers, problems and, in one sub-package per H.626.4 reference point, the request,
 * response and event records. Nothing here behaves; the JSON form is the record in snake_case (ITU-T H.626.4 §9).
 */
@NullMarked
package vedette.contracts;

import org.jspecify.annotations.NullMarked;
