package vedette.pu.media;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jcodec.codecs.h264.mp4.AvcCBox;
import org.jcodec.containers.mp4.MP4Util;
import org.jcodec.containers.mp4.boxes.AudioSampleEntry;
import org.jcodec.containers.mp4.boxes.MovieBox;
import org.jcodec.containers.mp4.boxes.NodeBox;
import org.jcodec.containers.mp4.boxes.SampleEntry;
import org.jcodec.containers.mp4.boxes.TrakBox;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.Avcc;
import vedette.rtp.h264.H264ParseException;
import vedette.rtp.h264.SequenceParameterSet;

/**
 * An MP4 or QuickTime file (ISO/IEC 14496-12, 14496-15), its boxes parsed by JCodec, its samples read as they are
 * played. Sound is used if it is G.711 with 8,000 samples per second and one channel.
 */
final class Mp4Movie implements Movie {

    private static final int SOUND_BYTES_MAX = 64 << 20;

    private final FileChannel channel;
    private final Mp4Track track;
    private final int lengthSize;
    private final byte[] sps;
    private final byte[] pps;
    private final SequenceParameterSet parameters;
    private final boolean reorders;
    private final byte[] alaw;

    private Mp4Movie(FileChannel channel, Mp4Track track, AvcCBox avcC, byte[] alaw) throws H264ParseException {
        this.channel = channel;
        this.track = track;
        this.lengthSize = avcC.getNalLengthSize();
        this.sps = parameterSet(0x67, avcC.getSpsList());
        this.pps = parameterSet(0x68, avcC.getPpsList());
        this.parameters = SequenceParameterSet.parse(sps);
        this.reorders = track.reorders();
        this.alaw = alaw;
    }

    static Mp4Movie open(Path file) throws IOException {
        MovieBox movie = parse(file);
        if (movie == null) {
            throw new MediaException("expected an MP4 file, found no movie box in " + file.getFileName()
                    + "; a recording that was cut off must be repaired first");
        }
        TrakBox video = movie.getVideoTrack();
        if (video == null) {
            throw new MediaException("expected a video track, found none in " + file.getFileName());
        }
        SampleEntry entry = video.getSampleEntries()[0];
        AvcCBox avcC = NodeBox.findFirst(entry, AvcCBox.class, "avcC");
        if (avcC == null || avcC.getSpsList().isEmpty() || avcC.getPpsList().isEmpty()) {
            throw new MediaException("expected H.264 video, found '" + entry.getFourcc() + "' in " + file.getFileName()
                    + "; convert it: ffmpeg -i in -c:v libx264 -bf 0 out.mp4");
        }
        FileChannel channel = FileChannel.open(file);
        try {
            return new Mp4Movie(channel, Mp4Track.of(video), avcC, sound(movie, channel));
        } catch (H264ParseException e) {
            channel.close();
            throw new MediaException(
                    "the parameter sets of " + file.getFileName() + " are damaged: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static MovieBox parse(Path file) throws IOException {
        try {
            return MP4Util.parseMovie(file.toFile());
        } catch (RuntimeException e) {
            throw new MediaException("cannot understand the boxes of " + file.getFileName() + ": " + e, e);
        }
    }

    private static byte[] parameterSet(int header, List<ByteBuffer> sets) {
        // JCodec strips the NAL unit header of parameter sets.
        ByteBuffer body = sets.getFirst().duplicate();
        byte[] unit = new byte[body.remaining() + 1];
        unit[0] = (byte) header;
        body.get(unit, 1, body.remaining());
        return unit;
    }

    private static byte[] sound(MovieBox movie, FileChannel channel) throws IOException {
        for (TrakBox trak : movie.getAudioTracks()) {
            if (trak.getSampleEntries()[0] instanceof AudioSampleEntry entry
                    && entry.getChannelCount() == 1
                    && Math.round(entry.getSampleRate()) == G711.CLOCK_RATE_HZ) {
                switch (entry.getFourcc()) {
                    case "alaw" -> {
                        return bytes(Mp4Track.of(trak), channel);
                    }
                    case "ulaw" -> {
                        return G711.A_LAW.encode(G711.U_LAW.decode(bytes(Mp4Track.of(trak), channel)));
                    }
                    default -> {
                        // AAC and others would have to be transcoded: played without sound.
                    }
                }
            }
        }
        return new byte[0];
    }

    private static byte[] bytes(Mp4Track sound, FileChannel channel) throws IOException {
        long total = Arrays.stream(sound.sizes()).asLongStream().sum();
        byte[] out = new byte[(int) Math.min(total, SOUND_BYTES_MAX)];
        int at = 0;
        for (int i = 0; i < sound.sizes().length && at < out.length; i++) {
            // Neighbouring samples are read together: a G.711 sample is one byte.
            long start = sound.offsets()[i];
            int length = sound.sizes()[i];
            while (i + 1 < sound.sizes().length && sound.offsets()[i + 1] == start + length) {
                length += sound.sizes()[++i];
            }
            length = Math.min(length, out.length - at);
            read(channel, start, out, at, length);
            at += length;
        }
        return out;
    }

    private static void read(FileChannel channel, long from, byte[] to, int at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(to, at, length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position() - at) < 0) {
                throw new EOFException("the file ends at byte " + channel.size() + ", expected a sample at " + from);
            }
        }
    }

    @Override
    public int pictures() {
        return track.sizes().length;
    }

    @Override
    public long dts90k(int picture) {
        return track.to90k(track.dts()[picture]);
    }

    @Override
    public long pts90k(int picture) {
        return track.to90k(track.pts()[picture]);
    }

    @Override
    public long duration90k() {
        return Math.max(1, dts90k(pictures()));
    }

    @Override
    public List<byte[]> nalUnits(int picture) throws IOException {
        byte[] sample = new byte[track.sizes()[picture]];
        read(channel, track.offsets()[picture], sample, 0, sample.length);
        try {
            return Avcc.split(sample, lengthSize);
        } catch (H264ParseException e) {
            throw new IOException("picture " + picture + " is damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] sps() {
        return sps;
    }

    @Override
    public byte[] pps() {
        return pps;
    }

    @Override
    public SequenceParameterSet parameters() {
        return parameters;
    }

    @Override
    public boolean reordersFrames() {
        return reorders;
    }

    @Override
    public long videoBytes() {
        return Arrays.stream(track.sizes()).asLongStream().sum();
    }

    @Override
    public byte[] alaw() {
        return alaw;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
