package vedette.scu.channel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Ids;
import vedette.contracts.Problem;
import vedette.contracts.ps.CloseCodes;
import vedette.contracts.ps.RpcFailure;

/** Drives the {@link DevicePeer} of one device over whatever connection it has now. Thread-safe. */
final class DeviceLink {
    private static final Logger log = LoggerFactory.getLogger(DeviceLink.class);

    private final String deviceId;
    private final DeviceRequests requests;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final DevicePeer peer = new DevicePeer();
    private final Map<String, CompletableFuture<JsonNode>> waiting = new HashMap<>(4);
    private @Nullable DeviceConnection connection;
    private long epoch = -1;
    private String bootId = "";
    private @Nullable String authNonce;

    DeviceLink(String deviceId, DeviceRequests requests, ScheduledExecutorService timer, LongSupplier nanoTime) {
        this.deviceId = deviceId;
        this.requests = requests;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /** Takes a connection in the place of an earlier one; an older epoch than the present one loses. */
    boolean attach(DeviceConnection opened, String newBootId, long newEpoch, @Nullable String newAuthNonce) {
        DeviceConnection old;
        List<Runnable> after;
        synchronized (this) {
            if (newEpoch < epoch) {
                return false;
            }
            old = connection;
            connection = opened;
            epoch = newEpoch;
            bootId = newBootId;
            authNonce = newAuthNonce;
            peer.attached(newBootId);
            after = drain();
        }
        if (old != null) {
            old.close(CloseCodes.REPLACED, "The device opened a newer channel");
        }
        after.forEach(Runnable::run);
        return true;
    }

    /** True if this was the current connection. */
    boolean detach(DeviceConnection closed) {
        synchronized (this) {
            if (connection != closed) {
                return false;
            }
            connection = null;
            peer.detached(nanoTime.getAsLong());
            if (!waiting.isEmpty()) {
                tickIn(DevicePeer.RESUME_NANOS);
            }
            return true;
        }
    }

    void received(DeviceConnection from, Frame frame) {
        List<Runnable> after;
        synchronized (this) {
            if (connection != from) {
                return; // A replaced connection that is still closing.
            }
            peer.received(frame, nanoTime.getAsLong());
            after = drain();
        }
        after.forEach(Runnable::run);
    }

    CompletableFuture<JsonNode> call(String method, Object params, Duration timeout) {
        CompletableFuture<JsonNode> result = new CompletableFuture<>();
        List<Runnable> after;
        synchronized (this) {
            String id = Ids.next("msg");
            waiting.put(id, result);
            peer.call(id, method, params, nanoTime.getAsLong() + timeout.toNanos());
            after = drain();
            tickIn(timeout.toNanos());
        }
        after.forEach(Runnable::run);
        return result;
    }

    synchronized boolean isAttached() {
        return connection != null;
    }

    synchronized Optional<String> peerAddress() {
        return Optional.ofNullable(connection).map(DeviceConnection::peerAddress);
    }

    /** Takes the nonce of the next {@code device.auth} if it is the given one; works once. */
    synchronized boolean takeAuthNonce(String nonce) {
        boolean right = nonce.equals(authNonce);
        if (right) {
            authNonce = null;
        }
        return right;
    }

    synchronized void authNonce(long ofEpoch, String next) {
        if (epoch == ofEpoch) {
            authNonce = next;
        }
    }

    synchronized boolean isIdle() {
        return connection == null && waiting.isEmpty();
    }

    synchronized long epoch() {
        return epoch;
    }

    void close(int code, String reason) {
        DeviceConnection open;
        synchronized (this) {
            open = connection;
        }
        if (open != null) {
            open.close(code, reason);
        }
    }

    /** Lets time pass: fails overdue calls, forgets old answers. */
    void tick() {
        List<Runnable> after;
        synchronized (this) {
            peer.timePassed(nanoTime.getAsLong());
            after = drain();
        }
        after.forEach(Runnable::run);
    }

    private void tickIn(long nanos) {
        if (!timer.isShutdown()) {
            timer.schedule(this::tick, nanos + 1_000_000, TimeUnit.NANOSECONDS);
        }
    }

    /** Under the lock: sends in order; what may call back is returned to be run without the lock. */
    private List<Runnable> drain() {
        List<Runnable> after = new ArrayList<>(2);
        DevicePeer.Output output;
        while ((output = peer.poll().orElse(null)) != null) {
            switch (output) {
                case DevicePeer.Output.Transmit(String frame) -> {
                    if (connection != null) {
                        connection.send(frame);
                    }
                }
                case DevicePeer.Output.Serve(String id, String method, JsonNode params) -> {
                    String address = connection == null ? "" : connection.peerAddress();
                    DeviceRequests.Caller caller = new DeviceRequests.Caller(deviceId, bootId, epoch, address);
                    after.add(() -> serve(caller, id, method, params));
                }
                case DevicePeer.Output.Answered(String id, JsonNode result) -> {
                    CompletableFuture<JsonNode> call = waiting.remove(id);
                    if (call != null) {
                        after.add(() -> call.complete(result));
                    }
                }
                case DevicePeer.Output.Failed(String id, Problem problem) -> {
                    CompletableFuture<JsonNode> call = waiting.remove(id);
                    if (call != null) {
                        after.add(() -> call.completeExceptionally(new DeviceCallException(problem)));
                    }
                }
            }
        }
        return after;
    }

    private void serve(DeviceRequests.Caller caller, String id, String method, JsonNode params) {
        try {
            requests.serve(caller, id, method, params).whenComplete((result, failure) -> answered(id, method, result, failure));
        } catch (RuntimeException e) {
            answered(id, method, null, e);
        }
    }

    private void answered(String id, String method, @Nullable Object result, @Nullable Throwable failure) {
        List<Runnable> after;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            if (failure == null) {
                peer.answer(id, method, Objects.requireNonNull(result, "a request was served without a result"), now);
            } else {
                refuse(id, method, failure, now);
            }
            after = drain();
        }
        after.forEach(Runnable::run);
    }

    private void refuse(String id, String method, Throwable failure, long now) {
        Throwable cause = failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof DeviceCallException known) {
            Problem problem = known.problem();
            int code = switch (problem.status()) {
                case 400 -> RpcFailure.INVALID_PARAMS;
                case 429, 503, 504 -> RpcFailure.TRY_LATER;
                default -> RpcFailure.REFUSED;
            };
            peer.refuse(id, method, code, String.valueOf(problem.detail()), problem, now);
        } else if (cause instanceof JacksonException) {
            peer.refuse(id, method, RpcFailure.INVALID_PARAMS, "The parameters are not those of " + method + "; see the schema", null, now);
        } else {
            log.atError().setCause(cause).addKeyValue("unitId", deviceId).addKeyValue("method", method).log("A device's request failed");
            peer.refuse(id, method, RpcFailure.INTERNAL_ERROR, "Something went wrong on the platform's side", null, now);
        }
    }
}
