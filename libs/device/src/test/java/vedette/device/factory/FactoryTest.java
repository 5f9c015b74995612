package vedette.device.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.contracts.LabelCode;
import vedette.device.DeviceException;
import vedette.device.DeviceFile;
import vedette.device.DeviceIdentity;
import vedette.device.DeviceJson;

class FactoryTest {
    private static final String PIN = "A".repeat(43);

    @TempDir
    Path directory;

    private static IssueRequest request(String serial, String bootstrap, String pin, String portal) {
        return new IssueRequest(serial, "T1", 1, List.of(bootstrap), pin, portal);
    }

    private IssuedDevice issue() {
        VendorRoot root = VendorRoot.openOrCreate(directory.resolve("vendor"), "Acme");
        return new Factory(new SecureRandom())
                .issue(root, request(null, "https://h:8444/scu/v1/bootstrap", PIN, "https://portal"));
    }

    @Test
    void issuedDevice_hasAKeyCertifiedByTheRoot_andCanSign() throws Exception {
        IssuedDevice issued = issue();
        DeviceIdentity identity = DeviceIdentity.of(issued.device());
        identity.chain().getFirst().verify(identity.chain().get(1).getPublicKey());
        assertThat(identity.chain().getFirst().getSubjectX500Principal().getName())
                .contains("CN=" + issued.device().serial())
                .contains("O=Acme");
        assertThat(DeviceIdentity.verify(identity.publicKey(), "text", identity.sign("text")))
                .isTrue();
        assertThat(DeviceIdentity.verify(identity.publicKey(), "other", identity.sign("text")))
                .isFalse();
        assertThat(issued.device().serial()).matches("VDT-[0-9A-Z]{4}-[0-9A-Z]{4}");
    }

    @Test
    void label_carriesTheCodeThatTheVerifierStandsFor_andTheKeysPin() {
        IssuedDevice issued = issue();
        LabelCode code = LabelCode.parse(issued.label().code());
        assertThat(code.verifier(issued.device().serial()))
                .isEqualTo(issued.device().labelVerifier());
        assertThat(issued.label().keyPin())
                .isEqualTo(DeviceIdentity.of(issued.device()).keyPin());
        assertThat(issued.label().url())
                .isEqualTo("https://portal/add#v=1&d=" + issued.device().serial() + "&c=" + code.code17() + "&k="
                        + issued.label().keyPin());
        assertThat(issued.device().toJson()).doesNotContain(code.code16());
    }

    @Test
    void files_areReadableByTheirOwnerOnly_andLoadAgain() throws Exception {
        IssuedDevice issued = issue();
        Path file = issued.writeTo(directory.resolve("cam"));
        for (Path secret : List.of(file, directory.resolve("cam/label.json"), directory.resolve("vendor/vendor.key"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
        assertThat(DeviceFile.load(file)).isEqualTo(issued.device());
        assertThat(DeviceJson.MAPPER
                        .readTree(Files.readString(directory.resolve("cam/label.json")))
                        .path("key_pin")
                        .asString())
                .isEqualTo(issued.label().keyPin());
    }

    @Test
    void passphrase_protectsTheRoot() throws Exception {
        Path vendor = directory.resolve("secret");
        char[] passphrase = "correct horse".toCharArray();
        VendorRoot made = VendorRoot.openOrCreate(vendor, "Acme", passphrase, new SecureRandom(), Clock.systemUTC());
        assertThat(Files.readString(vendor.resolve("vendor.key"))).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        VendorRoot again =
                VendorRoot.openOrCreate(vendor, "ignored", passphrase, new SecureRandom(), Clock.systemUTC());
        assertThat(again.certificate()).isEqualTo(made.certificate());
        assertThat(again.vendor()).isEqualTo("Acme");
        assertThatThrownBy(() -> VendorRoot.openOrCreate(
                        vendor, "Acme", "wrong".toCharArray(), new SecureRandom(), Clock.systemUTC()))
                .isInstanceOf(DeviceException.class);
        assertThatThrownBy(() -> VendorRoot.openOrCreate(vendor, "Acme")).hasMessageContaining("passphrase");
    }

    @Test
    void badRequests_sayWhatIsExpected() {
        VendorRoot root = VendorRoot.openOrCreate(directory.resolve("vendor"), "Acme");
        Factory factory = new Factory(new SecureRandom());
        assertThatThrownBy(() -> factory.issue(root, request("a b", "https://h", PIN, "https://p")))
                .hasMessageContaining("serial");
        assertThatThrownBy(() -> factory.issue(root, request(null, "http://h", PIN, "https://p")))
                .hasMessageContaining("https://");
        assertThatThrownBy(() -> factory.issue(root, request(null, "https://h", "short", "https://p")))
                .hasMessageContaining("pin");
        assertThatThrownBy(() -> factory.issue(root, request(null, "https://h", PIN, "https://p/x")))
                .hasMessageContaining("origin");
    }

    @Test
    void damagedDeviceFile_namesFileAndField() throws Exception {
        Path file = directory.resolve("device.json");
        Files.writeString(file, "{\"serial\":\"VDT-1\"}");
        assertThatThrownBy(() -> DeviceFile.load(file))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("vendor");
        Files.writeString(file, "nonsense");
        assertThatThrownBy(() -> DeviceFile.load(file)).hasMessageContaining("device.json");
    }
}
