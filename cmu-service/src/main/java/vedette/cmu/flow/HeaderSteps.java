package vedette.cmu.flow;

import org.springframework.stereotype.Component;
import vedette.contracts.flow.FlowEvent;
import vedette.platform.flow.FlowSink;

/**
 * Ignores what the platform's recorder notes. It believes the flow header of a request, which is right behind the SCU; but here requests come
 * from customers, and one of them could write into another's run. So the CMU records with {@link FlowRun}, which asks first whose run it is.
 */
@Component
class HeaderSteps implements FlowSink {
    @Override
    public void accept(FlowEvent event) {}
}
