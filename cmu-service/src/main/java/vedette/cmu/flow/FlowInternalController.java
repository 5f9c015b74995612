package vedette.cmu.flow;

import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowEvents;
import vedette.platform.internal.Callers;

/** Takes the events of the other services. One malformed event, perhaps a device's, does not cost the batch. */
@RestController
@Callers({"scu", "mtu", "csmu", "csau", "mdu", "cu-web"})
class FlowInternalController {
    private final FlowStore store;

    FlowInternalController(FlowStore store) {
        this.store = store;
    }

    @PostMapping("/internal/v1/flow-events")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void take(@RequestBody FlowEvents body) {
        if (body.events().size() > FlowEvents.EVENTS_MAX) {
            throw CmuProblem.EVENTS_MALFORMED.exception("At most 500 events in a batch");
        }
        Optional<String> fault = Optional.empty();
        int taken = 0;
        for (FlowEvent event : body.events()) {
            Optional<String> found = FlowEventRules.fault(event);
            if (found.isEmpty()) {
                store.record(event);
                taken++;
            } else {
                fault = found;
            }
        }
        if (taken == 0 && fault.isPresent()) {
            throw CmuProblem.EVENTS_MALFORMED.exception(fault.get());
        }
    }
}
