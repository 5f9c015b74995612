package vedette.cmu.access;

import java.util.Locale;

/** Roles of accounts; each includes the ones before. */
public enum Role {
    /** A customer. */
    USER,
    /** Runs one tenant. */
    OPERATOR,
    /** Runs the platform, all tenants. */
    ADMINISTRATOR;

    /** As on the wire and in the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the wire form. */
    public static Role of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
