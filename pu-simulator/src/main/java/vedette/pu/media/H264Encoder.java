package vedette.pu.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.pu.media.scene.I420;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.AnnexB;

/**
 * A live H.264 encoder: FFmpeg's libopenh264, constrained baseline (ITU-T H.264 §A.2.1.1), one reference, no
 * reordering, parameter sets in band before each IDR picture, each picture out at once. Native memory: close it. One
 * thread at a time uses it.
 */
final class H264Encoder implements AutoCloseable {

    /** Lowest bit rate used, in 1000 bit/s. */
    static final int KBPS_MIN = 32;
    /** An IDR picture comes at least this often. */
    static final int IDR_SECONDS_MAX = 2;

    private static final AtomicBoolean WARM = new AtomicBoolean();
    private static final Logger log = LoggerFactory.getLogger(H264Encoder.class);

    private final int width;
    private final int height;
    private final int fps;
    private int kbps;
    private @Nullable AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;
    private long count;

    /**
     * Opens an encoder.
     *
     * @throws MediaException if FFmpeg cannot: not available for this machine, out of memory
     */
    H264Encoder(int width, int height, int fps, int kbps) {
        this.width = width;
        this.height = height;
        this.fps = fps;
        this.kbps = Math.max(KBPS_MIN, kbps);
        av_log_set_level(AV_LOG_ERROR);
        context = openContext();
        packet = av_packet_alloc();
        frame = av_frame_alloc();
        frame.format(AV_PIX_FMT_YUV420P).width(width).height(height);
        check(av_frame_get_buffer(frame, 32), "allocating a picture");
    }

    /**
     * Loads the native library and runs an encoder for a moment in the background, once, so that viewers need not
     * wait.
     */
    static void warmUp() {
        if (!WARM.getAndSet(true)) {
            Thread.ofPlatform().daemon().name("encoder-warm-up").start(() -> {
                try (var encoder = new H264Encoder(352, 288, 25, 256)) {
                    var picture = new I420(352, 288);
                    for (int i = 0; i < 50; i++) {
                        picture.y[i * 352] = (byte) i;
                        encoder.encode(picture, i, false);
                    }
                } catch (MediaException | LinkageError e) {
                    log.atError().setCause(e).log("No H.264 encoder: synthetic cameras will not play");
                }
            });
        }
    }

    int kbps() {
        return kbps;
    }

    /** Changes the target; in force with the next picture, without an IDR picture where the library allows it. */
    void kbps(int wanted) {
        int rate = Math.max(KBPS_MIN, wanted);
        if (rate == kbps || context == null) {
            return;
        }
        int before = kbps;
        kbps = rate;
        if (!OpenH264Control.setBitrate(context, 1000 * encoderKbps(before), 1000 * encoderKbps(rate))) {
            avcodec_free_context(context);
            context = openContext();
        }
    }

    /**
     * Encodes one picture.
     *
     * @param pts90k presentation time, 1/90,000 s
     * @param forceIdr whether this picture must be an IDR picture
     * @return the access unit; never without slices
     * @throws MediaException if the encoder fails
     */
    AccessUnit encode(I420 picture, long pts90k, boolean forceIdr) {
        if (context == null) {
            throw new MediaException("the encoder is closed");
        }
        check(av_frame_make_writable(frame), "getting a writable picture");
        copy(picture.y, 0, width, height);
        copy(picture.u, 1, width / 2, height / 2);
        copy(picture.v, 2, width / 2, height / 2);
        frame.pts(count++);
        frame.pict_type(forceIdr ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        check(avcodec_send_frame(context, frame), "encoding a picture");
        int result = avcodec_receive_packet(context, packet);
        if (result == AVERROR_EAGAIN()) {
            throw new MediaException("the encoder kept a picture back: expected one access unit for each picture");
        }
        check(result, "encoding a picture");
        byte[] bytes = new byte[packet.size()];
        packet.data().capacity(bytes.length).get(bytes);
        boolean idr = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
        av_packet_unref(packet);
        List<byte[]> nalUnits = AnnexB.split(bytes);
        return new AccessUnit(pts90k, idr, nalUnits);
    }

    @Override
    public void close() {
        if (context != null) {
            avcodec_free_context(context);
            context = null;
            av_packet_free(packet);
            av_frame_free(frame);
        }
    }

    /** The library overshoots a little on scenes with sudden motion: aim below. */
    private static int encoderKbps(int kbps) {
        return kbps * 95 / 100;
    }

    private AVCodecContext openContext() {
        AVCodec codec = avcodec_find_encoder_by_name("libopenh264");
        if (codec == null || codec.isNull()) {
            throw new MediaException("expected an FFmpeg with libopenh264, found none: use the bundled LGPL build");
        }
        AVCodecContext opened = avcodec_alloc_context3(codec);
        opened.width(width).height(height).pix_fmt(AV_PIX_FMT_YUV420P);
        opened.time_base().num(1).den(fps);
        opened.framerate().num(fps).den(1);
        opened.gop_size(Math.max(1, IDR_SECONDS_MAX * fps));
        opened.max_b_frames(0);
        opened.thread_count(1);
        opened.slices(1);
        opened.bit_rate(1000L * encoderKbps(kbps));
        opened.rc_max_rate(1000L * encoderKbps(kbps));
        av_opt_set(opened.priv_data(), "profile", "constrained_baseline", 0);
        av_opt_set(opened.priv_data(), "rc_mode", "bitrate", 0);
        av_opt_set(opened.priv_data(), "allow_skip_frames", "0", 0);
        int result = avcodec_open2(opened, codec, (AVDictionary) null);
        if (result < 0) {
            avcodec_free_context(opened);
            check(result, "opening an encoder for " + width + "x" + height + ", " + fps + " fps, " + kbps + " kbit/s");
        }
        return opened;
    }

    private void copy(byte[] plane, int index, int lineBytes, int lines) {
        BytePointer to = frame.data(index);
        int stride = frame.linesize(index);
        if (stride == lineBytes) {
            to.put(plane, 0, lineBytes * lines);
            return;
        }
        for (int line = 0; line < lines; line++) {
            to.position((long) line * stride).put(plane, line * lineBytes, lineBytes);
        }
    }

    private static void check(int result, String doing) {
        if (result < 0) {
            byte[] text = new byte[128];
            av_strerror(result, text, text.length);
            throw new MediaException(doing + " failed: " + new String(text, StandardCharsets.US_ASCII).trim());
        }
    }
}
