package vedette.scu.channel.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import vedette.contracts.Problem;
import vedette.scu.registration.DeviceApi;

/** Gathers a request; one with a body over the limit is answered with a problem and the connection closed. */
final class BodyAggregator extends HttpObjectAggregator {
    /** Largest body, in bytes. */
    static final int BODY_BYTES_MAX = 64 * 1024;

    BodyAggregator() {
        super(BODY_BYTES_MAX, true);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        DeviceHttpHandler.write(
                context,
                DeviceApi.Response.problem(
                        Problem.of("body-too-large", "Body too large", 413, "Expected at most " + BODY_BYTES_MAX + " bytes in the body."), null),
                false);
    }
}
