package vedette.platform.instance;

import vedette.contracts.sc.ServiceInstance;

/** What a service adds to its registration: more addresses, its load. Called every few seconds; must be quick. */
@FunctionalInterface
public interface ServiceDescription {
    ServiceInstance complete(ServiceInstance plain);
}
