package vedette.stun;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The dependency law inside the library. */
class ArchitectureTest {
    private final JavaClasses classes =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("vedette.stun");

    @Test
    void netty_staysInItsPackage_andSpringOutside() {
        noClasses().that().resideOutsideOfPackage("..netty..").should().dependOnClassesThat().resideInAPackage("io.netty..").check(classes);
        noClasses().should().dependOnClassesThat().resideInAPackage("org.springframework..").check(classes);
    }

    @Test
    void machines_knowNoSocketsThreadsOrClocks() {
        noClasses()
                .that().resideInAnyPackage("vedette.stun", "vedette.stun.server", "vedette.stun.client")
                .and().haveNameNotMatching(".*StunProbe.*")
                .should().dependOnClassesThat().resideInAnyPackage("java.nio.channels..")
                .orShould().dependOnClassesThat().areAssignableTo(java.net.DatagramSocket.class)
                .orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethod(java.time.Instant.class, "now")
                .check(classes);
    }
}
