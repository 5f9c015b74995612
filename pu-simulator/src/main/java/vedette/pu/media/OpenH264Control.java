package vedette.pu.media;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_version;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the bit rate of a running libopenh264 encoder. FFmpeg's wrapper has no way to do so; reopening the encoder
 * would cost an IDR picture exactly when the network is short of room. So this calls {@code ISVCEncoder::SetOption}
 * of the encoder object that the wrapper keeps as its second private field.
 *
 * <p>This depends on the layout of that one struct, hence works for the FFmpeg version it was checked with on 64 bit
 * Linux only; anywhere else {@link #setBitrate} answers false and the caller reopens.
 */
@SuppressWarnings("restricted")
final class OpenH264Control {

    private static final Logger log = LoggerFactory.getLogger(OpenH264Control.class);

    /** libavcodec 62.11.100 = FFmpeg 8.0, whose private context begins {AVClass*, ISVCEncoder*}. */
    private static final int CHECKED_VERSION = 62 << 16 | 11 << 8 | 100;
    /** Place of SetOption in the table of virtual functions of ISVCEncoder (codec_api.h). */
    private static final long SET_OPTION_SLOT = 7;
    /** ENCODER_OPTION_BITRATE and ENCODER_OPTION_MAX_BITRATE (codec_app_def.h). */
    private static final int OPTION_BITRATE = 5;

    private static final int OPTION_MAX_BITRATE = 6;
    /** SPATIAL_LAYER_0, the only one. */
    private static final int LAYER = 0;

    private static final boolean USABLE = usable();

    private OpenH264Control() {}

    /** Sets target and maximum from {@code before} to {@code after} bit/s; false if this build cannot. */
    static boolean setBitrate(AVCodecContext context, int before, int after) {
        if (!USABLE) {
            return false;
        }
        MemorySegment wrapper =
                MemorySegment.ofAddress(context.priv_data().address()).reinterpret(16);
        MemorySegment encoder = wrapper.get(ValueLayout.ADDRESS, 8).reinterpret(8);
        MemorySegment table = encoder.get(ValueLayout.ADDRESS, 0).reinterpret(8 * 10);
        MemorySegment setOption = table.get(ValueLayout.ADDRESS, 8 * SET_OPTION_SLOT);
        // The library refuses a target above the maximum: which one goes first depends on the direction.
        int first = after > before ? OPTION_MAX_BITRATE : OPTION_BITRATE;
        int second = after > before ? OPTION_BITRATE : OPTION_MAX_BITRATE;
        return call(setOption, encoder, first, after) && call(setOption, encoder, second, after);
    }

    private static boolean call(MemorySegment setOption, MemorySegment encoder, int option, int bitsPerSecond) {
        try (Arena arena = Arena.ofConfined()) {
            // SBitrateInfo {LAYER_NUM iLayer; int iBitrate;}
            MemorySegment info = arena.allocate(8, 4);
            info.set(ValueLayout.JAVA_INT, 0, LAYER);
            info.set(ValueLayout.JAVA_INT, 4, bitsPerSecond);
            return (int) Holder.SET_OPTION.invokeExact(setOption, encoder, option, info) == 0;
        } catch (Throwable e) {
            log.atWarn().setCause(e).log("Cannot change the encoder's bit rate in place; it will be reopened");
            return false;
        }
    }

    private static boolean usable() {
        return "linux-x86_64".equals(Loader.getPlatform()) && avcodec_version() == CHECKED_VERSION;
    }

    private static final class Holder {
        static final MethodHandle SET_OPTION = Linker.nativeLinker()
                .downcallHandle(FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }
}
