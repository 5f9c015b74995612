package vedette.scu.call;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import tools.jackson.core.JacksonException;
import vedette.contracts.Problem;
import vedette.contracts.cs.ViewerEvent;
import vedette.contracts.cs.ViewerMessage;
import vedette.scu.channel.Frames;
import vedette.scu.channel.RateBucket;
import vedette.scu.config.ScuProperties;

/**
 * Viewers' signalling WebSocket {@code /scu/v1/signal} (reference point Cs): the first message within 2 s, at most 64 KiB and 50 a second each,
 * bounded connections in all and per address. The Origin is checked before the upgrade ({@link OriginCheck}).
 */
public final class SignalHandler extends TextWebSocketHandler {
    private static final Logger log = LoggerFactory.getLogger(SignalHandler.class);
    private static final Duration FIRST_MESSAGE = Duration.ofSeconds(2);
    /** Viewers ping every 10 s. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);
    private static final int BURST = 100;
    private static final int PER_SECOND = 50;
    private static final int MALFORMED_MAX = 5;

    private static final class Connection {
        final ViewerSocket socket;
        final ViewerCall call;
        final RateBucket rate;
        final String address;
        volatile ScheduledFuture<?> deadline;
        boolean offered;
        int malformed;

        Connection(ViewerSocket socket, ViewerCall call, RateBucket rate, String address, ScheduledFuture<?> deadline) {
            this.socket = socket;
            this.call = call;
            this.rate = rate;
            this.address = address;
            this.deadline = deadline;
        }
    }

    private final ScuProperties.Signal settings;
    private final BiFunction<ViewerSocket, String, ViewerCall> calls;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final Map<String, Integer> perAddress = new HashMap<>();

    SignalHandler(
            ScuProperties.Signal settings,
            BiFunction<ViewerSocket, String, ViewerCall> calls,
            Executor executor,
            ScheduledExecutorService timer,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.calls = calls;
        this.executor = executor;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws Exception {
        String address = String.valueOf(session.getAttributes().get(OriginCheck.ADDRESS));
        if (!enter(address)) {
            session.close(new CloseStatus(4429, "Too many connections; close one"));
            return;
        }
        session.setTextMessageSizeLimit(ViewerMessage.BYTES_MAX);
        ViewerSocket socket = new ViewerSocket(session, executor);
        connections.put(
                session.getId(),
                new Connection(
                        socket,
                        calls.apply(socket, address),
                        new RateBucket(BURST, PER_SECOND, nanoTime.getAsLong()),
                        address,
                        closeIn(FIRST_MESSAGE, socket, "Expected an offer within 2 s")));
    }

    private ScheduledFuture<?> closeIn(Duration time, ViewerSocket socket, String reason) {
        return timer.schedule(() -> socket.close(4408, reason), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized boolean enter(String address) {
        int here = perAddress.getOrDefault(address, 0);
        if (here >= settings.sessionsPerAddress() || connections.size() >= settings.sessionsMax()) {
            return false;
        }
        perAddress.put(address, here + 1);
        return true;
    }

    private synchronized void leave(String address) {
        perAddress.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null);
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
        Connection connection = connections.get(session.getId());
        if (connection == null) {
            return;
        }
        if (!connection.rate.tryTake(nanoTime.getAsLong())) {
            connection.socket.close(4429, "Expected at most 50 messages per second");
            return;
        }
        ViewerMessage parsed;
        try {
            parsed = Frames.MAPPER.readValue(message.getPayload(), ViewerMessage.class);
        } catch (JacksonException e) {
            malformed(connection);
            return;
        }
        if (parsed == null) {
            malformed(connection);
            return;
        }
        connection.offered |= "offer".equals(parsed.type());
        if (connection.offered) {
            // Only an offer buys time: who sends anything else first is closed when the 2 s are over.
            connection.deadline.cancel(false);
            connection.deadline = closeIn(SILENCE_MAX, connection.socket, "Nothing heard for 60 s");
        }
        connection.call.received(parsed);
    }

    private static void malformed(Connection connection) {
        connection.socket.send(new ViewerEvent.Error("error", null, Problem.of(
                "message-malformed", "Message malformed", 400, "Expected one JSON object with type; see the Cs messages in the API document.")));
        if (++connection.malformed >= MALFORMED_MAX) {
            connection.socket.close(4400, "Malformed messages");
        }
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        Connection connection = connections.remove(session.getId());
        if (connection != null) {
            leave(connection.address);
            connection.deadline.cancel(false);
            connection.call.disconnected();
        }
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable exception) {
        log.atDebug().setCause(exception).log("A viewer's connection failed");
    }

    /** Connections now. */
    public int size() {
        return connections.size();
    }
}
