package vedette.device;

/** Hears each change of an agent's status, on the agent's scheduler; must not block. */
@FunctionalInterface
public interface AgentListener {
    void changed(AgentStatus status);
}
