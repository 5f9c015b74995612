package vedette.rtsp.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import vedette.rtp.sdp.SdpParseException;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.RtpInfo;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.RtspParseException;
import vedette.rtsp.RtspParser;
import vedette.rtsp.RtspRange;
import vedette.rtsp.auth.Credentials;

/** Speaks to a server machine in text, with an application that answers at once, and a clock that the test moves. */
final class ServerDialogue {
    static final ServerConfig CONFIG = new ServerConfig(
            "vedette",
            false,
            false,
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            1024,
            "Vedette",
            () -> Instant.EPOCH);

    /** Two connections never share a nonce. */
    private static final java.util.concurrent.atomic.AtomicInteger SEEDS =
            new java.util.concurrent.atomic.AtomicInteger();

    final List<ServerOutput> outputs = new ArrayList<>();
    final RtspServerConnection machine;
    private final RtspParser responses = new RtspParser(100_000);
    private final SessionDescription sdp;
    long nowNanos = 1_000_000;
    boolean answering = true;
    boolean done;

    ServerDialogue(ServerConfig config, boolean secure) {
        machine = new RtspServerConnection(
                config,
                new Random(SEEDS.incrementAndGet()),
                new InetSocketAddress("127.0.0.1", 5555),
                secure,
                true,
                nowNanos);
        try {
            sdp = SessionDescription.parse(
                    "v=0\r\ns=x\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\nm=audio 0 RTP/AVP 8\r\n");
        } catch (SdpParseException e) {
            throw new IllegalStateException(e);
        }
    }

    ServerDialogue() {
        this(CONFIG, false);
    }

    /** Sends text with {@code \n} as line ends; gives the responses. */
    List<RtspMessage.Response> say(String text) {
        return bytes(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    List<RtspMessage.Response> bytes(byte[] bytes) {
        return input(new ServerInput.Received(ByteBuffer.wrap(bytes)));
    }

    /** One request with a body-less text; gives its response. */
    RtspMessage.Response ask(String requestLine, String... headers) {
        var all = say(
                requestLine + "\nCSeq: 7\n" + String.join("\n", headers) + (headers.length == 0 ? "" : "\n") + "\n");
        if (all.size() != 1) {
            throw new AssertionError("one response expected, found " + all);
        }
        return all.getFirst();
    }

    List<RtspMessage.Response> after(Duration time) {
        nowNanos += time.toNanos();
        return input(new ServerInput.TimePassed());
    }

    List<RtspMessage.Response> input(ServerInput input) {
        var found = new ArrayList<RtspMessage.Response>();
        machine.handle(input, nowNanos);
        while (true) {
            var output = machine.poll();
            outputs.add(output);
            switch (output) {
                case ServerOutput.Send(var bytes) -> found.addAll(read(bytes));
                case ServerOutput.WaitUntil _ -> {
                    return found;
                }
                case ServerOutput.Done() -> {
                    done = true;
                    return found;
                }
                default -> {
                    var answer = answering ? answer(output) : null;
                    if (answer != null) {
                        machine.handle(answer, nowNanos);
                    }
                }
            }
        }
    }

    private List<RtspMessage.Response> read(byte[] bytes) {
        try {
            responses.feed(ByteBuffer.wrap(bytes));
            var found = new ArrayList<RtspMessage.Response>();
            for (var message = responses.next(); message != null; message = responses.next()) {
                found.add((RtspMessage.Response) message);
            }
            return found;
        } catch (RtspParseException e) {
            throw new AssertionError(e);
        }
    }

    private @Nullable ServerInput answer(ServerOutput output) {
        return switch (output) {
            case ServerOutput.Authorize(var id, var request) -> new ServerInput.Authorized(id, verdict(request));
            case ServerOutput.Describe(var id, var request, var _) ->
                new ServerInput.Described(
                        id, request.path().equals("/live") ? DescribeResult.live(sdp) : DescribeResult.refused(404));
            case ServerOutput.OpenTrack(var id, var _, var _) -> new ServerInput.TrackOpened(id, 6000, 6001);
            case ServerOutput.Play(var id, var request) ->
                new ServerInput.Played(
                        id,
                        new PlayResult.Started(
                                request.range() == null ? RtspRange.LIVE : request.range(),
                                request.scale(),
                                List.of(new RtpInfo(0, 1, 2, 3))));
            case ServerOutput.Pause(var id) -> new ServerInput.Paused(id);
            default -> null;
        };
    }

    private static RtspVerdict verdict(RtspRequestInfo request) {
        if (request.path().startsWith("/forbidden")) {
            return RtspVerdict.refused(403);
        }
        return switch (request.credentials()) {
            case Credentials.Bearer(var token) when token.equals("t") -> RtspVerdict.allowed(OptionalDouble.empty());
            case Credentials.Basic(var user, var _) when user.equals("u") -> RtspVerdict.allowed(null);
            case vedette.rtsp.auth.DigestCredentials digest
            when digest.matches("secret") -> RtspVerdict.allowed("digest");
            default ->
                request.path().startsWith("/open") || request.path().equals("/live")
                        ? RtspVerdict.allowed(null)
                        : RtspVerdict.unauthorized();
        };
    }

    <T extends ServerOutput> List<T> all(Class<T> kind) {
        return outputs.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
