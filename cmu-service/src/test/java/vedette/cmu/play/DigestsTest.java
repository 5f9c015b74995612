package vedette.cmu.play;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vedette.contracts.sc.DigestResponse;

/** Digest responses (RFC 7616 §3.4.1) with and without qop. */
class DigestsTest {
    private static DigestResponse digest(String algorithm, String realm, String response, String qop) {
        return new DigestResponse(
                "ses_1",
                realm,
                "n",
                "rtsp://h/live",
                "DESCRIBE",
                algorithm,
                response,
                qop == null ? null : "00000001",
                qop == null ? null : "c",
                qop);
    }

    @Test
    void acceptsWhatMd5GivesAndNothingElse() throws Exception {
        String right = response("MD5", null);
        assertThat(Digests.matches(digest("MD5", "vedette", right, null), "secret"))
                .isTrue();
        assertThat(Digests.matches(digest(null, "vedette", right.toUpperCase(java.util.Locale.ROOT), null), "secret"))
                .isTrue();
        assertThat(Digests.matches(digest("MD5", "vedette", right, null), "other"))
                .isFalse();
        assertThat(Digests.matches(digest("MD5", "elsewhere", right, null), "secret"))
                .isFalse();
        assertThat(Digests.matches(digest("SHA-1", "vedette", right, null), "secret"))
                .isFalse();
        assertThat(Digests.matches(digest("MD5", "vedette", "", null), "secret"))
                .isFalse();
        assertThat(Digests.matches(digest("MD5", "vedette", right, "auth-int"), "secret"))
                .isFalse();
    }

    @Test
    void countsNonceCountAndClientNonceWithQop() throws Exception {
        assertThat(Digests.matches(digest("SHA-256", "vedette", response("SHA-256", "auth"), "auth"), "secret"))
                .isTrue();
        assertThat(Digests.matches(digest("SHA-256", "vedette", response("SHA-256", null), "auth"), "secret"))
                .isFalse();
    }

    private static String response(String algorithm, String qop) throws Exception {
        String ha1 = hex(algorithm, "ses_1:vedette:secret");
        String ha2 = hex(algorithm, "DESCRIBE:rtsp://h/live");
        return hex(algorithm, ha1 + ":n:" + (qop == null ? "" : "00000001:c:" + qop + ":") + ha2);
    }

    private static String hex(String algorithm, String text) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance(algorithm).digest(text.getBytes()));
    }
}
