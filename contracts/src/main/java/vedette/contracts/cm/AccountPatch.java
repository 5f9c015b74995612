package vedette.contracts.cm;

import org.jspecify.annotations.Nullable;

/**
 * Changes of one's own account; what is null stays.
 *
 * @param displayName 1..80 characters
 * @param language BCP 47 tag
 */
public record AccountPatch(
        @Nullable String displayName, @Nullable String language) {}
