package vedette.cmu;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** An HTTP answer as tests look at it. */
record Answer(int status, JsonNode body, HttpHeaders headers, String text) {
    String code() {
        return body.path("code").asString("");
    }

    String get(String field) {
        return body.path(field).asString("");
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    Answer expect(int expected) {
        if (status != expected) {
            throw new AssertionError("Expected status " + expected + ", found " + status + ": " + text);
        }
        return this;
    }

    /** Asserts a problem and that its body is a whole RFC 9457 one. */
    Answer problem(int expected, String code) {
        expect(expected);
        boolean whole = code.equals(code())
                && body.path("type").asString("").equals("urn:vedette:problem:" + code)
                && !body.path("detail").asString("").isEmpty()
                && header("Content-Type").startsWith("application/problem+json");
        if (!whole) {
            throw new AssertionError("Expected problem " + code + ", found: " + text);
        }
        return this;
    }
}
