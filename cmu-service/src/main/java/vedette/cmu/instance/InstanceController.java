package vedette.cmu.instance;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.access.Access;
import vedette.cmu.audit.Audit;
import vedette.cmu.config.CmuProperties;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.cm.MediaServer;
import vedette.contracts.cm.Page;
import vedette.contracts.cm.Platform;
import vedette.contracts.cm.ServiceStatus;
import vedette.contracts.sc.BootstrapRequest;
import vedette.contracts.sc.ServiceInstance;
import vedette.contracts.sc.ServiceInstanceAck;
import vedette.contracts.sc.ServiceInstances;
import vedette.contracts.sc.SignedBootstrap;
import vedette.platform.config.PlatformProperties;
import vedette.platform.internal.Callers;
import vedette.platform.internal.FacesFilter;
import vedette.platform.internal.SpiffeId;

/** Instances, bootstrap documents, and what everybody may know about the platform. */
@RestController
class InstanceController {
    private static final int TEXT_MAX = 200;
    private static final Set<String> ENTITIES = Set.of("scu", "mtu", "csmu", "csau", "mdu", "cu-web");

    private final Instances instances;
    private final Bootstraps bootstraps;
    private final CmuProperties properties;
    private final PlatformProperties installation;
    private final Audit audit;

    InstanceController(
            Instances instances,
            Bootstraps bootstraps,
            CmuProperties properties,
            PlatformProperties installation,
            Audit audit) {
        this.instances = instances;
        this.bootstraps = bootstraps;
        this.properties = properties;
        this.installation = installation;
        this.audit = audit;
    }

    @PostMapping("/internal/v1/service-instances")
    @Callers({"scu", "mtu", "csmu", "csau", "mdu", "cu-web"})
    ServiceInstanceAck beat(@RequestBody ServiceInstance body, HttpServletRequest request) {
        Optional<SpiffeId> caller = FacesFilter.caller(request);
        if (body.entity() == null
                || body.instance() == null
                || body.bootId() == null
                || body.urls() == null
                || body.instance().length() > TEXT_MAX
                || body.bootId().length() > TEXT_MAX) {
            throw CmuProblem.INSTANCE_MALFORMED.exception("Expected entity, instance, boot_id and urls");
        }
        if (caller.isEmpty()
                || !caller.get().entity().equals(body.entity())
                || !caller.get().instance().equals(body.instance())) {
            throw CmuProblem.INSTANCE_NOT_CALLER.exception();
        }
        return instances.beat(body);
    }

    @GetMapping("/internal/v1/service-instances")
    @Callers("scu")
    ServiceInstances instances(@RequestParam(required = false) @Nullable String entity) {
        if (entity == null || !ENTITIES.contains(entity)) {
            throw CmuProblem.ENTITY_MALFORMED.exception();
        }
        return new ServiceInstances(instances.described(entity));
    }

    @GetMapping("/cmu/v1/operator/media-servers")
    @Access(Access.Audience.OPERATOR)
    Page<MediaServer> mediaServers() {
        return new Page<>(instances.mediaServers(), null);
    }

    @PostMapping("/cmu/v1/operator/media-servers/{instance}:drain")
    @Access(Access.Audience.OPERATOR)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void drain(@PathVariable String instance) {
        audit.run("media-server.drain", instance, () -> instances.drain(instance, true));
    }

    @PostMapping("/cmu/v1/operator/media-servers/{instance}:undrain")
    @Access(Access.Audience.OPERATOR)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void undrain(@PathVariable String instance) {
        audit.run("media-server.undrain", instance, () -> instances.drain(instance, false));
    }

    @PostMapping("/internal/v1/bootstraps")
    @Callers("scu")
    SignedBootstrap bootstrap(@RequestBody BootstrapRequest body) {
        return bootstraps.sign(body);
    }

    @GetMapping("/cmu/v1/platform")
    @Access(Access.Audience.ANONYMOUS)
    Platform platform() {
        String version = InstanceController.class.getPackage().getImplementationVersion();
        return new Platform(
                properties.name(),
                version == null ? "development" : version,
                properties.approval().wire(),
                properties.sms().adapter().wire(),
                bootstraps.pin(),
                installation.portalOrigin(),
                properties.quickstart());
    }

    @GetMapping("/cmu/v1/operator/services")
    @Access(Access.Audience.OPERATOR)
    Page<ServiceStatus> services() {
        return new Page<>(instances.statuses(), null);
    }
}
