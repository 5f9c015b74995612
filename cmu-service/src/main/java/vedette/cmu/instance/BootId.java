package vedette.cmu.instance;

import org.springframework.stereotype.Component;
import vedette.contracts.Ids;

/** Identifies this start of the process. */
@Component
public class BootId {
    private final String value = Ids.next("req");

    /** Fresh at each start. */
    public String value() {
        return value;
    }
}
