package vedette.platform.tool;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.json.JsonMapper;
import vedette.contracts.sc.SignInLink;
import vedette.contracts.sc.SignInLinkRequest;
import vedette.platform.config.PlatformConfiguration;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalClients;
import vedette.platform.internal.InternalTls;

/**
 * Prints a one-time sign-in link for the operator: {@code OperatorLink DATA_DIR CMU_URL PORTAL_ORIGIN}. Being able to read
 * the platform's data directory is the right to do so; there is no default password.
 */
public final class OperatorLink {
    private static final int ARGUMENTS = 3;

    private OperatorLink() {}

    public static void main(String[] arguments) {
        if (arguments.length != ARGUMENTS) {
            System.err.println("Expected DATA_DIR CMU_URL PORTAL_ORIGIN, found " + arguments.length + " arguments.");
            System.exit(1);
        }
        try {
            System.out.println(link(Path.of(arguments[0]), arguments[1], arguments[2]));
        } catch (RestClientException e) {
            System.err.println("The CMU at " + arguments[1] + " gave no link: " + e.getMessage());
            System.exit(1);
        }
    }

    /** The link; its token stands in the fragment, which browsers do not send. */
    static String link(Path dataDir, String cmuUrl, String portalOrigin) {
        JsonMapper.Builder mapper = JsonMapper.builder();
        PlatformConfiguration.json(mapper);
        InternalTls tls = new InternalTls(InternalCa.open(dataDir.resolve("internal-ca")).identity("quickstart", "1"));
        SignInLink link = new InternalClients(tls, Map.of("cmu", cmuUrl), mapper.build())
                .restClient("cmu")
                .post()
                .uri("/internal/v1/sign-in-links")
                .body(new SignInLinkRequest(null, "operator", null, null))
                .retrieve()
                .body(SignInLink.class);
        if (link == null) {
            throw new IllegalStateException("The CMU answered without a link");
        }
        return portalOrigin + "/login#link=" + link.linkToken();
    }
}
