package vedette.mtu;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The dependency law inside the MTU. */
class ArchitectureTest {
    private final JavaClasses classes =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("vedette.mtu");

    @Test
    void netty_staysInItsPackages() {
        noClasses().that().resideOutsideOfPackage("..netty..").should().dependOnClassesThat().resideInAPackage("io.netty..").check(classes);
    }

    @Test
    void eventLoops_neverWaitForFutures() {
        noClasses()
                .that().resideInAPackage("..netty..")
                .should().callMethod(CompletableFuture.class, "get")
                .orShould().callMethod(CompletableFuture.class, "join")
                .orShould().dependOnClassesThat().resideInAnyPackage("org.springframework..", "java.sql..")
                .check(classes);
    }

    @Test
    void distribution_knowsNoSockets() {
        noClasses()
                .that().resideInAPackage("vedette.mtu.distribution..")
                .should().dependOnClassesThat().resideInAnyPackage("java.net..", "java.nio.channels..", "vedette.mtu.egress..", "vedette.mtu.reverse..")
                .check(classes);
    }

    @Test
    void otherServices_areOutOfReach() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("vedette.cmu..", "vedette.scu..", "vedette.csmu..", "vedette.csau..", "vedette.mdu..", "vedette.pu..", "vedette.quickstart..")
                .check(classes);
    }
}
