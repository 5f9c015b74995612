package vedette.cmu.flow;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
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
import vedette.cmu.access.Caller;
import vedette.cmu.access.RateLimits;
import vedette.cmu.paging.PageRequest;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.cm.FlowDetail;
import vedette.contracts.cm.FlowReport;
import vedette.contracts.cm.FlowSummary;
import vedette.contracts.cm.Page;
import vedette.contracts.flow.FlowEvent;

/** Flows for customers and operators, and the reports of viewers. */
@RestController
class FlowController {
    private static final long REPORT_BYTES_MAX = 16 * 1024;
    private static final int REPORTS_PER_MINUTE = 240;

    private final FlowReader reader;
    private final FlowStore store;
    private final RateLimits limits;
    private final FirstPictures pictures;

    FlowController(FlowReader reader, FlowStore store, RateLimits limits, FirstPictures pictures) {
        this.reader = reader;
        this.store = store;
        this.limits = limits;
        this.pictures = pictures;
    }

    @PostMapping("/cmu/v1/flow-reports")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Access(Access.Audience.SIGNED_IN)
    void report(@RequestBody FlowReport report, HttpServletRequest request) {
        Caller caller = Caller.current();
        limits.take("flow-report", caller.userId(), REPORTS_PER_MINUTE);
        if (request.getContentLengthLong() > REPORT_BYTES_MAX || report.events().size() > FlowReport.EVENTS_MAX) {
            throw CmuProblem.REPORT_TOO_LARGE.exception("At most 50 events and 16 KiB");
        }
        if (report.flowId() == null || !reader.startedBy(report.flowId(), caller.userId())) {
            throw CmuProblem.FLOW_NOT_FOUND.exception();
        }
        for (FlowEvent event : report.events()) {
            Optional<String> fault = FlowEventRules.fault(event);
            if (fault.isPresent()) {
                throw CmuProblem.REPORT_MALFORMED.exception(fault.get());
            }
            // A viewer speaks for itself only: what it received, in the flow that it names.
            if (!event.flowId().equals(report.flowId()) || !"cu".equals(event.to())) {
                throw CmuProblem.REPORT_MALFORMED.exception("Expected events of this flow that were received by cu");
            }
        }
        if (report.firstPictureMs() != null) {
            pictures.firstPicture(report.flowId(), caller.userId(), report.firstPictureMs());
        }
        report.events().forEach(event -> store.record(event.reportedBy(caller.userId())));
    }

    @GetMapping("/cmu/v1/flows")
    @Access(Access.Audience.SIGNED_IN)
    Page<FlowSummary> own(
            @RequestParam(name = "device_id", required = false) @Nullable String deviceId,
            @RequestParam(required = false) @Nullable String flow,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return reader.list(
                new FlowReader.Filter(Caller.current().userId(), deviceId, flow, outcome, query),
                PageRequest.of(cursor, limit));
    }

    @GetMapping("/cmu/v1/flows/{flow_id}")
    @Access(Access.Audience.SIGNED_IN)
    FlowDetail ownFlow(@PathVariable("flow_id") String flowId) {
        return reader.read(flowId, Caller.current().userId());
    }

    @GetMapping("/cmu/v1/operator/flows")
    @Access(Access.Audience.OPERATOR)
    Page<FlowSummary> ofTenant(
            @RequestParam(required = false) @Nullable String flow,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return reader.list(new FlowReader.Filter(null, null, flow, outcome, query), PageRequest.of(cursor, limit));
    }

    @GetMapping("/cmu/v1/operator/flows/{flow_id}")
    @Access(Access.Audience.OPERATOR)
    FlowDetail ofTenant(@PathVariable("flow_id") String flowId) {
        return reader.read(flowId, null);
    }
}
