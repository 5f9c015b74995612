package vedette.contracts.ps;

/** No parameters, or nothing to answer: {@code {}}. */
public record Empty() {}
