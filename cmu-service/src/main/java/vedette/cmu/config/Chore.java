package vedette.cmu.config;

/**
 * Work that a feature wants done now and then.
 *
 * @param name for the log
 * @param often every second if true, every ten minutes otherwise
 * @param work must be quick and may fail; it runs again
 */
public record Chore(String name, boolean often, Runnable work) {}
