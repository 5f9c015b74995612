package vedette.rtsp.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7616 §3.9.1, RFC 2617 §3.5, RFC 2069 §2.4 (with erratum 749), RFC 7617 §2. */
class AuthTest {
    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    })
    void rfc7616_vectors(String algorithm, String response) {
        var challenge = DigestChallenge.parse(
                        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + algorithm
                                + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"")
                .orElseThrow();
        var answer = challenge.answer(
                "Mufasa",
                "Circle of Life",
                "GET",
                "/dir/index.html",
                1,
                "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        assertThat(answer.response()).isEqualTo(response);
        assertThat(answer.matches("Circle of Life")).isTrue();
        assertThat(answer.matches("Circle of life")).isFalse();
        assertThat(Credentials.parse(answer.format(), "GET")).isEqualTo(answer);
    }

    @Test
    void rfc2617_vector() {
        var challenge = new DigestChallenge(
                "testrealm@host.com",
                "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                DigestAlgorithm.MD5,
                "5ccc069c403ebaf9f0171e9517f40e41",
                true,
                false);
        assertThat(challenge
                        .answer("Mufasa", "Circle Of Life", "GET", "/dir/index.html", 1, "0a4f113b")
                        .response())
                .isEqualTo("6629fae49393a05397450978507c4ef1");
    }

    /** Without qop, as ffmpeg and cameras answer. */
    @Test
    void rfc2069_vector() {
        var challenge = new DigestChallenge(
                "testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", DigestAlgorithm.MD5, "", false, false);
        assertThat(challenge
                        .answer("Mufasa", "CircleOfLife", "GET", "/dir/index.html", 1, "")
                        .response())
                .isEqualTo("1949323746fe6a43ef61f9606e7febea");
    }

    @Test
    void challenges_comeBackAndTheBestIsChosen() {
        var md5 = new DigestChallenge("a \"b\"", "n1", DigestAlgorithm.MD5, "", false, true);
        var sha = new DigestChallenge("r", "n2", DigestAlgorithm.SHA_256, "o", true, false);
        assertThat(DigestChallenge.parse(md5.format())).hasValue(md5);
        assertThat(DigestChallenge.best(List.of("Basic realm=x", md5.format(), sha.format())))
                .hasValue(sha);
        assertThat(DigestChallenge.best(List.of("Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256")))
                .isEmpty();
    }

    @Test
    void otherCredentials() {
        assertThat(Credentials.parse("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "GET"))
                .isEqualTo(new Credentials.Basic("Aladdin", "open sesame"));
        assertThat(Credentials.basicHeader("Aladdin", "open sesame")).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(Credentials.parse("bearer abc", "GET")).isEqualTo(new Credentials.Bearer("abc"));
        for (var other : List.of(
                "",
                "Basic",
                "Basic ???",
                "Basic YWJj",
                "NTLM abc",
                "Digest username=\"a\"",
                "Digest username=\"a\", nonce=\"b\", response=\"c\", qop=auth-int")) {
            assertThat(Credentials.parse(other, "GET")).as(other).isEqualTo(Credentials.NONE);
        }
        assertThat(new Credentials.Bearer("abc").toString() + new Credentials.Basic("u", "p"))
                .doesNotContain("abc")
                .doesNotContain("p]");
    }

    @Test
    void anyText_neverThrows() {
        var random = new Random(4);
        for (int i = 0; i < 50_000; i++) {
            var text = new StringBuilder(
                    "Digest username=\"viewer\", realm=\"r\", nonce=\"n\\\"\", uri=\"u\", response=\"x\"");
            for (int k = 1 + random.nextInt(8); k > 0; k--) {
                text.setCharAt(7 + random.nextInt(text.length() - 7), "\"\\=, aZ\u00e9".charAt(random.nextInt(8)));
            }
            assertThat(Credentials.parse(text.toString(), "PLAY")).isNotNull();
            DigestChallenge.parse(text.toString());
        }
    }
}
