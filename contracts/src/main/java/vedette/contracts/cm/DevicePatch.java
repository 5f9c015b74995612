package vedette.contracts.cm;

import org.jspecify.annotations.Nullable;

/**
 * Changes of a device by its owner; what is null stays.
 *
 * @param name 1..80 characters
 * @param group at most 80 characters, empty = no group
 * @param distributionAllowed whether the MTU may distribute its media
 */
public record DevicePatch(
        @Nullable String name,
        @Nullable String group,
        @Nullable Boolean distributionAllowed) {}
