package vedette.cmu.sms;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.access.Access;
import vedette.cmu.paging.PageRequest;
import vedette.contracts.cm.Page;
import vedette.contracts.cm.SmsDeliveryReport;
import vedette.contracts.cm.SmsMessage;

/** Delivery reports and the outbox page. */
@RestController
class SmsController {
    private final Sms sms;

    SmsController(Sms sms) {
        this.sms = sms;
    }

    @PostMapping("/cmu/v1/sms-reports")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Audience.ANONYMOUS)
    void report(@RequestBody SmsDeliveryReport body) {
        sms.report(body.messageId(), body.status(), body.reportToken());
    }

    @GetMapping("/cmu/v1/operator/messages")
    @Access(Access.Audience.OPERATOR)
    Page<SmsMessage> messages(
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return sms.outbox(query, PageRequest.of(cursor, limit));
    }
}
