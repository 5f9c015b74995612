package vedette.pu.media;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import vedette.rtp.h264.SequenceParameterSet;

/** A recorded H.264 stream with random access to its pictures in decoding order. One thread reads. */
interface Movie extends Closeable {

    /** Pictures a file may have. */
    int PICTURES_MAX = 5_000_000;

    /** Number of pictures, at least one. */
    int pictures();

    /** Decoding time of a picture from the start, 1/90,000 s. */
    long dts90k(int picture);

    /** Presentation time of a picture from the start, 1/90,000 s; never negative. */
    long pts90k(int picture);

    /** Length of one pass, 1/90,000 s, positive. */
    long duration90k();

    /** The NAL units of a picture as the file has them. */
    List<byte[]> nalUnits(int picture) throws IOException;

    /** Sequence parameter set of the stream. */
    byte[] sps();

    /** Picture parameter set of the stream. */
    byte[] pps();

    /** The parsed {@link #sps()}. */
    SequenceParameterSet parameters();

    /** Whether pictures are shown in another order than they are stored. */
    boolean reordersFrames();

    /** Bytes of all pictures. */
    long videoBytes();

    /** The whole sound as G.711 A-law at 8,000 Hz, empty without any that can be sent. */
    byte[] alaw();

    /**
     * Opens a file by its name: {@code .mp4 .m4v .mov}, or {@code .h264 .264 .avc} for a byte stream.
     *
     * @throws MediaException if it cannot be read or played; the message says what to do
     */
    static Movie open(Path file) {
        if (!Files.isReadable(file)) {
            throw new MediaException("expected a readable video file, found none at " + file);
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        try {
            return switch (ending) {
                case "mp4", "m4v", "mov" -> Mp4Movie.open(file);
                case "h264", "264", "avc" -> new ByteStreamMovie(file);
                default ->
                    throw new MediaException(
                            "expected a video file named .mp4, .mov, .h264 or .264, found " + file.getFileName());
            };
        } catch (MediaException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new MediaException(
                    file.getFileName() + " is damaged, its contents make no sense (" + e
                            + "); repair it: ffmpeg -i in -c copy out.mp4",
                    e);
        } catch (IOException e) {
            throw new MediaException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
