package vedette.cmu.tenancy;

/**
 * The tenant of the present work, bound per request. Work without a caller (sign-in, the internal API, timers) and that of an
 * administrator runs as {@link #ROOT} and sees all tenants.
 */
public final class Tenancy {
    /** No filter. No tenant has this id. */
    public static final String ROOT = "*";

    /** SQL condition on {@code tenant_id} with the parameter {@code tenant}. */
    public static final String FILTER = " (:tenant = '*' or tenant_id = :tenant) ";

    private static final ScopedValue<String> TENANT = ScopedValue.newInstance();

    private Tenancy() {}

    /** The tenant, or {@link #ROOT}. */
    public static String current() {
        return TENANT.isBound() ? TENANT.get() : ROOT;
    }

    /** A carrier that runs work for {@code tenant}. */
    public static ScopedValue.Carrier of(String tenant) {
        return ScopedValue.where(TENANT, tenant);
    }
}
