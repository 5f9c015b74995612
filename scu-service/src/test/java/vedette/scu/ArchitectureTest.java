package vedette.scu;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import vedette.scu.channel.ChannelSession;
import vedette.scu.channel.DevicePeer;
import vedette.scu.channel.Frames;
import vedette.scu.channel.RateBucket;

/** The dependency law inside the SCU. */
class ArchitectureTest {
    private final JavaClasses classes =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("vedette.scu");

    @Test
    void netty_staysInItsPackage() {
        noClasses().that().resideOutsideOfPackage("..netty..").should().dependOnClassesThat().resideInAPackage("io.netty..").check(classes);
    }

    @Test
    void machines_knowNoSocketsThreadsClocksOrSpring() {
        noClasses()
                .that().areAssignableTo(ChannelSession.class)
                .or().areAssignableTo(DevicePeer.class)
                .or().areAssignableTo(Frames.class)
                .or().areAssignableTo(RateBucket.class)
                .should().dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "java.nio.channels..", "java.net..", "java.util.concurrent..", "org.springframework..")
                .orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethod(java.time.Instant.class, "now")
                .check(classes);
    }

    @Test
    void eventLoops_neverWait() {
        noClasses()
                .that().resideInAPackage("..netty..")
                .should().callMethod(java.util.concurrent.CompletableFuture.class, "get")
                .orShould().callMethod(java.util.concurrent.CompletableFuture.class, "join")
                .orShould().dependOnClassesThat().resideInAnyPackage("org.springframework.web..", "java.sql..")
                .check(classes);
    }

    @Test
    void otherServices_areOutOfReach() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("vedette.cmu..", "vedette.mtu..", "vedette.csmu..", "vedette.csau..", "vedette.mdu..", "vedette.pu..", "vedette.quickstart..")
                .check(classes);
    }
}
