package vedette.cmu.tenancy;

import java.sql.Timestamp;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.contracts.Ids;

/** The tenants. New customers and the first operator belong to the default tenant. */
@Component
public class Tenants {
    /** Key of the advisory lock under which the first tenant is made. */
    private static final long LOCK = 0x76656401L;

    private final JdbcClient jdbc;
    private final Clock clock;

    Tenants(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The oldest tenant, made at first use; several CMUs may ask at once. */
    @Transactional
    public String defaultTenant() {
        return jdbc.sql("select tenant_id from tenant order by created_at limit 1")
                .query(String.class)
                .optional()
                .orElseGet(this::create);
    }

    private String create() {
        jdbc.sql("select pg_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query()
                .listOfRows();
        jdbc.sql("insert into tenant (tenant_id, name, created_at) select :id, 'default', :now"
                        + " where not exists (select 1 from tenant)")
                .param("id", Ids.next("tnt"))
                .param("now", Timestamp.from(clock.instant()))
                .update();
        return jdbc.sql("select tenant_id from tenant order by created_at limit 1")
                .query(String.class)
                .single();
    }
}
