package vedette.cmu.flow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowEvent;

/** What the standard says a complete run of each flow consists of, and how far a run got. Stateless. */
final class FlowSteps {
    /** Steps of the flows that this platform traces (H.626.4 §8; register 11.3, 11.3b). */
    private static final Map<String, List<String>> STEPS = Map.of(
            "8.1", numbered("S", 4),
            "8.2", numbered("S", 4),
            "8.3", numbered("S", 7),
            "8.4", numbered("S", 10),
            "11.3", numbered("R", 11),
            "11.3b", List.of("R01", "R02", "R03", "R05"));

    /**
     * Steps that a complete run may lack: an uplink that stands needs no dialling, and viewers that get fragmented MP4 for a ticket are not
     * verified at the media server.
     */
    private static final Map<String, Set<String>> OPTIONAL = Map.of("11.3", Set.of("R04", "R05", "R07", "R08", "R09", "R10"));

    /** Outcome of a run. */
    enum Outcome {
        OK,
        FAILED,
        RUNNING,
        INCOMPLETE;

        String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * How far a run got.
     *
     * @param brokeAt step that failed or never came
     * @param reason its problem code, {@code missing} if it never came
     */
    record Verdict(
            Outcome outcome,
            @Nullable String brokeAt,
            @Nullable String reason) {}

    private FlowSteps() {}

    static boolean knows(String flow) {
        return STEPS.containsKey(flow);
    }

    /** The steps of a complete run, in order; empty for a flow that is not known. */
    static List<String> expected(String flow) {
        return STEPS.getOrDefault(flow, List.of());
    }

    /** S1, S2 … of the standard; R01, R02 … of the register's own flows. */
    private static List<String> numbered(String letter, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> "S".equals(letter) ? "S" + number : "R%02d".formatted(number))
                .toList();
    }

    /** Judges a run; {@code settled} = so long without event that nothing more is to come. */
    static Verdict judge(String flow, List<FlowEvent> events, boolean settled) {
        for (FlowEvent event : events.stream()
                .sorted(Comparator.comparingInt(e -> number(e.step())))
                .toList()) {
            if (!FlowEvent.OK.equals(event.status())) {
                return new Verdict(Outcome.FAILED, event.step(), event.status());
            }
        }
        Set<String> seen = new HashSet<>();
        events.forEach(event -> seen.add(event.step()));
        if ("8.4".equals(flow) && seen.contains("S4")) {
            // A native RTSP client cannot report that it received S3, but without it there would be no S4.
            seen.add("S3");
        }
        if ("11.3".equals(flow) && (seen.contains("R07") || seen.contains("R11"))) {
            // Nor can it report R06, without which it would not know where to ask.
            seen.add("R06");
        }
        for (String step : expected(flow)) {
            if (!seen.contains(step) && !OPTIONAL.getOrDefault(flow, Set.of()).contains(step)) {
                return settled
                        ? new Verdict(Outcome.INCOMPLETE, step, "missing")
                        : new Verdict(Outcome.RUNNING, null, null);
            }
        }
        return new Verdict(Outcome.OK, null, null);
    }

    /** Orders events by cause: each after the one that caused it; step numbers break ties. Clocks have no say. */
    static List<FlowEvent> byCause(List<FlowEvent> events) {
        Map<String, List<FlowEvent>> children = new HashMap<>();
        Set<String> ids = new HashSet<>();
        events.forEach(event -> ids.add(event.eventId()));
        List<FlowEvent> roots = new ArrayList<>();
        for (FlowEvent event : events) {
            String cause = event.cause();
            if (cause == null || !ids.contains(cause) || cause.equals(event.eventId())) {
                roots.add(event);
            } else {
                children.computeIfAbsent(cause, _ -> new ArrayList<>()).add(event);
            }
        }
        List<FlowEvent> ordered = new ArrayList<>(events.size());
        Set<String> done = new HashSet<>();
        Comparator<FlowEvent> byStep =
                Comparator.comparingInt((FlowEvent e) -> number(e.step())).thenComparing(FlowEvent::eventId);
        List<FlowEvent> ready = new ArrayList<>(roots);
        while (!ready.isEmpty()) {
            ready.sort(byStep);
            FlowEvent next = ready.removeFirst();
            if (done.add(next.eventId())) {
                ordered.add(next);
                ready.addAll(children.getOrDefault(next.eventId(), List.of()));
            }
        }
        // Events that cause each other in a circle come from a broken reporter; they are shown last.
        events.stream()
                .filter(event -> !done.contains(event.eventId()))
                .sorted(byStep)
                .forEach(ordered::add);
        return ordered;
    }

    private static int number(String step) {
        String digits = step.replaceAll("[^0-9]", "");
        return digits.isEmpty() || digits.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
}
