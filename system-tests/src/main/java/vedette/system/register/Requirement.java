package vedette.system.register;

import org.jspecify.annotations.Nullable;

/**
 * One row of the requirement register.
 *
 * @param id the id used in tests, traces and documents, such as {@code H6264-8.4-S4}
 * @param section the chapter of the register, such as {@code 4.4}
 * @param statement what is required, in our own words
 * @param level {@code R} required, {@code Rec} recommended, {@code Opt} optional, {@code D} described, {@code I} informative
 * @param fromTo sender and receiver of a flow step, or null
 * @param services the functional entities that take part, comma-separated, or null
 */
public record Requirement(
        String id,
        String section,
        String statement,
        String level,
        @Nullable String fromTo,
        @Nullable String services) {}
