package vedette.cmu.device;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.cm.DeviceNetwork;
import vedette.contracts.ps.DeviceAuth;
import vedette.contracts.ps.DeviceProofs;
import vedette.contracts.sc.DeviceAuthCheck;
import vedette.platform.config.PlatformProperties;

/** The addresses that devices found and signed (H.626.4 §8.3 S5). Nothing is stored unless the signature is the device's. */
@Component
public class DeviceAddresses {
    private static final Pattern ADDRESS =
            Pattern.compile("([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F:.]{2,45}]):[0-9]{1,5}");
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{16,64}");
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    private final DeviceRepository devices;
    private final JdbcClient jdbc;
    private final JsonMapper mapper;
    private final PlatformProperties installation;
    private final Clock clock;

    DeviceAddresses(
            DeviceRepository devices,
            JdbcClient jdbc,
            JsonMapper mapper,
            PlatformProperties installation,
            Clock clock) {
        this.devices = devices;
        this.jdbc = jdbc;
        this.mapper = mapper;
        this.installation = installation;
        this.clock = clock;
    }

    /** Tenant of a device, null if there is none. */
    @Nullable
    String tenantOf(@Nullable String deviceId) {
        return deviceId == null
                ? null
                : devices.findById(deviceId).map(Device::tenantId).orElse(null);
    }

    /**
     * Checks and stores.
     *
     * @throws RuntimeException {@code addresses-malformed}, {@code device-proof-invalid}, {@code device-disabled}
     */
    @Transactional
    void store(DeviceAuthCheck told) {
        checkForm(told);
        Device device = devices.findById(told.deviceId()).orElseThrow(CmuProblem.DEVICE_PROOF_INVALID::exception);
        String text = DeviceProofs.address(
                installation.portalOrigin(),
                told.nonce(),
                told.bootId(),
                told.localAddrs(),
                told.natAddr(),
                told.mapping(),
                told.filtering());
        if (!DeviceProofs.verify(DeviceProof.key(device.spki()), text, told.signature())) {
            throw CmuProblem.DEVICE_PROOF_INVALID.exception("The signature does not fit the registered key");
        }
        if (device.registration() == Device.Registration.DISABLED) {
            throw CmuProblem.DEVICE_DISABLED.exception();
        }
        jdbc.sql(
                        "insert into device_network (device_id, tenant_id, nat_addr, local_addrs, mapping, filtering, peer_address, updated_at)"
                                + " values (:id, :tenant, :nat, :local, :mapping, :filtering, :peer, :now)"
                                + " on conflict (device_id) do update set nat_addr = excluded.nat_addr, local_addrs = excluded.local_addrs,"
                                + " mapping = excluded.mapping, filtering = excluded.filtering, peer_address = excluded.peer_address,"
                                + " updated_at = excluded.updated_at")
                .param("id", told.deviceId())
                .param("tenant", device.tenantId())
                .param("nat", told.natAddr())
                .param("local", mapper.writeValueAsString(told.localAddrs()))
                .param("mapping", told.mapping())
                .param("filtering", told.filtering())
                .param("peer", told.peerAddress())
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /** The network in a row that was joined with device_network; null if the device never told. */
    public @Nullable DeviceNetwork read(ResultSet row) throws SQLException {
        String local = row.getString("local_addrs");
        return local == null
                ? null
                : new DeviceNetwork(
                        row.getString("nat_addr"),
                        mapper.readValue(local, STRINGS),
                        row.getString("mapping"),
                        row.getString("filtering"),
                        row.getTimestamp("network_updated_at").toInstant());
    }

    private static void checkForm(DeviceAuthCheck told) {
        require(told.deviceId() != null && told.signature() != null, "device_id, signature: expected");
        require(matches(NONCE, told.nonce()) && matches(NONCE, told.bootId()), "nonce, boot_id: expected base64url");
        require(
                told.localAddrs().size() <= DeviceAuth.ADDRESSES_MAX
                        && told.localAddrs().stream().allMatch(address -> matches(ADDRESS, address)),
                "local_addrs: expected at most 16 ip:port");
        require(told.natAddr() == null || matches(ADDRESS, told.natAddr()), "nat_addr: expected ip:port or nothing");
        require(
                DeviceAuth.BEHAVIOURS.contains(String.valueOf(told.mapping()))
                        && DeviceAuth.BEHAVIOURS.contains(String.valueOf(told.filtering())),
                "mapping, filtering: expected one of " + String.join(", ", DeviceAuth.BEHAVIOURS));
        require(
                told.peerAddress() != null && told.peerAddress().length() <= 64,
                "peer_address: expected an address");
    }

    private static boolean matches(Pattern form, @Nullable String text) {
        return text != null && form.matcher(text).matches();
    }

    private static void require(boolean fine, String expectation) {
        if (!fine) {
            throw CmuProblem.ADDRESSES_MALFORMED.exception(expectation);
        }
    }
}
