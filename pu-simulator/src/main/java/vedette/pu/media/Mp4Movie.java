package vedette.pu.media;

import java.io.ByteArrayOutputStream;
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
        FileChannel channel = FileChannel.open(file);
        try {
            Mp4Check.check(channel);
            return open(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Mp4Movie open(Path file, FileChannel channel) throws IOException {
        MovieBox movie = MP4Util.parseMovie(file.toFile());
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
        if (avcC.getNalLengthSize() == 3) {
            throw new MediaException("expected lengths of 1, 2 or 4 bytes in avcC, found 3 (ISO/IEC 14496-15 §5.3.3.1)");
        }
        try {
            return new Mp4Movie(channel, Mp4Track.of(video), avcC, sound(movie, channel));
        } catch (H264ParseException e) {
            throw new MediaException(
                    "the parameter sets of " + file.getFileName() + " are damaged: " + e.getMessage(), e);
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
                        return bytes(trak, channel);
                    }
                    case "ulaw" -> {
                        return G711.A_LAW.encode(G711.U_LAW.decode(bytes(trak, channel)));
                    }
                    default -> {
                        // AAC and others would have to be transcoded: played without sound.
                    }
                }
            }
        }
        return new byte[0];
    }

    private static byte[] bytes(TrakBox trak, FileChannel channel) throws IOException {
        var out = new ByteArrayOutputStream();
        for (Mp4Track.Chunk chunk : Mp4Track.chunks(trak)) {
            int length = (int) Math.min(chunk.bytes(), SOUND_BYTES_MAX - out.size());
            byte[] part = new byte[length];
            read(channel, chunk.offset(), part, 0, length);
            out.writeBytes(part);
        }
        return out.toByteArray();
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
