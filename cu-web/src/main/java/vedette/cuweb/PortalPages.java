package vedette.cuweb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The portal's files: hashed assets for ever, the page for its own routes only, 404 for the rest. */
@Configuration(proxyBeanMethods = false)
class PortalPages {
    private static final String ROOT = "static/";
    private static final String NONCE_WORD = "__CSP_NONCE__";
    private static final String[] APP_ROUTES = {
        "/", "/login", "/signup", "/forgot", "/add", "/cameras", "/cameras/**", "/account", "/account/**", "/operator", "/operator/**", "/flows/**"
    };
    private static final Set<String> ROOT_FILES = Set.of("vedette.svg", "manifest.webmanifest");

    @Bean
    RouterFunction<ServerResponse> portal(SecurityHeaders security) {
        String page = page();
        RequestPredicate routes = java.util.Arrays.stream(APP_ROUTES)
                .map(PortalPages::read)
                .reduce(RequestPredicate::or)
                .orElseThrow();
        return RouterFunctions.route()
                .route(read("/assets/{file}"), request -> asset(request.pathVariable("file")))
                .route(
                        read("/{file}").and(request -> ROOT_FILES.contains(request.pathVariable("file"))),
                        request -> rootFile(request.pathVariable("file")))
                .route(routes, request -> page(page, security, request))
                .build();
    }

    /** GET, and HEAD for those who only ask whether there is something (RFC 9110 §9.3.2). */
    private static RequestPredicate read(String path) {
        return RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(RequestPredicates.path(path));
    }

    private static Mono<ServerResponse> page(String page, SecurityHeaders security, ServerRequest request) {
        String nonce = security.nonceFor(request.exchange());
        return ServerResponse.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .bodyValue(page.replace(NONCE_WORD, nonce));
    }

    private static Mono<ServerResponse> asset(String file) {
        return file(ROOT + "assets/" + file, CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
    }

    private static Mono<ServerResponse> rootFile(String file) {
        return file(ROOT + file, CacheControl.maxAge(Duration.ofHours(1)).cachePublic());
    }

    private static Mono<ServerResponse> file(String path, CacheControl cache) {
        Resource resource = new ClassPathResource(path, PortalPages.class.getClassLoader());
        // One path segment without separators or dots in front: nothing outside the folder can be named.
        if (path.contains("..") || path.contains("\\") || !resource.exists()) {
            return ServerResponse.notFound().build();
        }
        MediaType type = path.endsWith(".webmanifest")
                ? MediaType.valueOf("application/manifest+json")
                : MediaTypeFactory.getMediaType(path).orElse(MediaType.APPLICATION_OCTET_STREAM);
        return ServerResponse.ok().contentType(type).cacheControl(cache).bodyValue(resource);
    }

    private static String page() {
        Resource index = new ClassPathResource(ROOT + "index.html", PortalPages.class.getClassLoader());
        if (!index.exists()) {
            return "<!doctype html><title>Vedette</title><p>This build has no portal: it was made with -Dui.skip.</p>";
        }
        try {
            return index.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the portal's page", e);
        }
    }
}
