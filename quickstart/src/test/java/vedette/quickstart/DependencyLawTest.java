package vedette.quickstart;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** The dependency law of docs/ARCHITECTURE.md over the classes of all modules, which only this module sees together. */
class DependencyLawTest {
    private static final String[] LIBRARIES = {"vedette.rtp..", "vedette.rtsp..", "vedette.webrtc..", "vedette.device.."};
    private static final List<String> SERVICES = List.of("cmu", "scu", "mtu", "csmu", "csau", "mdu", "cuweb");

    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("vedette");
        for (String module : List.of("contracts", "rtp", "rtsp", "webrtc", "device", "platform", "pu", "cmu", "mtu")) {
            assertThat(all).as("classes of " + module).anyMatch(c -> c.getPackageName().startsWith("vedette." + module));
        }
    }

    @Test
    void contractsDependOnNothing() {
        noClasses().that().resideInAPackage("vedette.contracts..")
                .should().dependOnClassesThat().resideInAnyPackage("org.springframework..", "io.netty..", "tools.jackson..")
                .check(all);
        classes().that().resideInAPackage("vedette.contracts..")
                .should().onlyDependOnClassesThat().resideInAnyPackage(
                        "vedette.contracts..", "java..", "org.jspecify..", "com.fasterxml.jackson.annotation..")
                .check(all);
    }

    @Test
    void librariesAndDevicesNeverUseSpring() {
        noClasses().that().resideInAnyPackage(LIBRARIES)
                .or().resideInAnyPackage("vedette.pu..", "vedette.nvr..")
                .should().dependOnClassesThat().resideInAnyPackage("org.springframework..", "vedette.platform..")
                .check(all);
    }

    @Test
    void librariesTouchNettyOnlyInNettyPackages() {
        noClasses().that().resideInAnyPackage(LIBRARIES).and().resideOutsideOfPackage("..netty..")
                .should().dependOnClassesThat().resideInAPackage("io.netty..")
                .check(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmu", "scu", "mtu", "csmu", "csau", "mdu", "cuweb"})
    void serviceKnowsNoOtherService(String service) {
        String[] others = SERVICES.stream()
                .filter(other -> !other.equals(service))
                .map(other -> "vedette." + other + "..")
                .toArray(String[]::new);
        noClasses().that().resideInAPackage("vedette." + service + "..")
                .should().dependOnClassesThat().resideInAnyPackage(others)
                .allowEmptyShould(true)
                .check(all);
    }

    @Test
    void platformKnowsNoServiceAndServicesNoDevice() {
        String[] services = SERVICES.stream().map(s -> "vedette." + s + "..").toArray(String[]::new);
        noClasses().that().resideInAPackage("vedette.platform..")
                .should().dependOnClassesThat().resideInAnyPackage(services)
                .check(all);
        noClasses().that().resideInAnyPackage(services)
                .should().dependOnClassesThat().resideInAnyPackage("vedette.pu..", "vedette.nvr..")
                .check(all);
    }

    @Test
    void nothingKnowsTheQuickstart() {
        noClasses().that().resideOutsideOfPackage("vedette.quickstart..")
                .should().dependOnClassesThat().resideInAPackage("vedette.quickstart..")
                .check(all);
    }

    @Test
    void nothingIsInjectedIntoFields() {
        Arrays.asList(Autowired.class, Value.class).forEach(injection ->
                fields().should().notBeAnnotatedWith(injection).check(all));
    }
}
