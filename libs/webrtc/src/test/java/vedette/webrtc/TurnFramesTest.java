package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TurnFramesTest {
    private static byte[] channelData(int length) {
        byte[] message = new byte[4 + length];
        message[0] = 0x40;
        message[1] = 1;
        message[3] = (byte) length;
        java.util.Arrays.fill(message, 4, message.length, (byte) 7);
        return message;
    }

    private static byte[] stun(int attributes) {
        byte[] message = new byte[20 + attributes];
        message[1] = 1;
        message[3] = (byte) attributes;
        return message;
    }

    @Test
    void channelData_isPaddedOnTheStream_andComesOutAsItWentIn() throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int length = 0; length < 9; length++) {
            byte[] framed = TurnFrames.toStream(channelData(length), 4 + length).orElseThrow();
            assertThat(framed.length % 4).isZero();
            stream.write(framed);
            stream.write(TurnFrames.toStream(stun(8), 28).orElseThrow());
        }
        var in = new ByteArrayInputStream(stream.toByteArray());
        for (int length = 0; length < 9; length++) {
            assertThat(TurnFrames.read(in)).isEqualTo(channelData(length));
            assertThat(TurnFrames.read(in)).isEqualTo(stun(8));
        }
        assertThatThrownBy(() -> TurnFrames.read(in)).isInstanceOf(EOFException.class);
    }

    @Test
    void paddingOfADatagram_isNotDoubled() {
        byte[] padded = java.util.Arrays.copyOf(channelData(5), 12);
        assertThat(TurnFrames.toStream(padded, 12).orElseThrow()).hasSize(12);
    }

    @Test
    void whatIsNeitherStunNorChannelData_isRefused() {
        assertThat(TurnFrames.toStream(new byte[] {(byte) 0x80, 0, 0, 0}, 4)).isEmpty();
        assertThat(TurnFrames.toStream(stun(8), 27)).as("length lies").isEmpty();
        assertThat(TurnFrames.toStream(channelData(8), 8)).as("length lies").isEmpty();
        assertThat(TurnFrames.toStream(new byte[2], 2)).isEmpty();
        assertThatThrownBy(() -> TurnFrames.read(new ByteArrayInputStream(new byte[] {(byte) 0xC0, 0, 0, 0})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("192");
        assertThatThrownBy(() -> TurnFrames.read(new ByteArrayInputStream(new byte[] {0x40, 0, (byte) 0xFF, 0})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2048");
    }
}
