package vedette.platform.flow;

import vedette.contracts.flow.FlowEvent;

/** Where recorded steps go. Called on request threads: must not block and must not throw. */
@FunctionalInterface
public interface FlowSink {
    void accept(FlowEvent event);
}
