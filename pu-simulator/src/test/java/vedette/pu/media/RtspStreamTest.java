package vedette.pu.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RtspStreamTest {

    @Test
    void pausesBetweenAttempts_doubleUpToHalfAMinute() {
        assertThat(IntStream.rangeClosed(1, 8).mapToObj(RtspStream::retrySeconds))
                .containsExactly(1, 2, 4, 8, 16, 30, 30, 30);
    }

    @Test
    void refusedTransport_isTriedTheOtherWay() throws Exception {
        BlockingQueue<CameraAddress> tried = new LinkedBlockingQueue<>();
        CameraConnector connector = (address, listener) -> {
            tried.add(address);
            listener.failed(new CameraFailure(CameraFailure.Kind.TRANSPORT, "461"));
            return new NoConnection();
        };
        try (var source =
                new RtspSource(RtspCamera.of("x", CameraAddress.of("rtsp://127.0.0.1/", "", ""), null), connector)) {
            assertThat(take(tried).udp()).isFalse();
            assertThat(take(tried).udp()).isTrue();
            assertThat(source.problem()).isEqualTo("461");
            assertThat(source.info().streams()).isEqualTo(List.of(new StreamInfo("main", 0, 0, 0, 0, "")));
        }
    }

    private static CameraAddress take(BlockingQueue<CameraAddress> queue) throws InterruptedException {
        CameraAddress address = queue.poll(10, TimeUnit.SECONDS);
        assertThat(address).isNotNull();
        return address;
    }

    private static final class NoConnection implements CameraConnector.Connection {
        @Override
        public void requestKeyFrame() {
            // Never connected.
        }

        @Override
        public void close() {
            // Never connected.
        }
    }
}
