package vedette.system.register;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds which tests claim which requirement, by reading test sources: {@code @Covers({"…"})} in Java, {@code covers("…")} in
 * the browser and network suites. Sources, not classes, because those suites have none and because the report must not need a build.
 */
final class CoverageScan {
    private static final Pattern CLAIM = Pattern.compile("(?:@Covers|\\bcovers)\\s*\\(([^)]*)\\)", Pattern.DOTALL);
    private static final Pattern ID = Pattern.compile("\"([A-Z][A-Za-z0-9]*-[A-Za-z0-9.'_-]+)\"");
    private static final Set<String> SKIPPED_FOLDERS = Set.of("target", "node_modules", ".git", "dist");

    private CoverageScan() {}

    /** Requirement id → tests (paths relative to {@code root}), both sorted. */
    static Map<String, Set<String>> scan(Path root) throws IOException {
        Map<String, Set<String>> claims = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attrs) {
                Path name = dir.getFileName();
                return !dir.equals(root) && name != null && SKIPPED_FOLDERS.contains(name.toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attrs) throws IOException {
                String path = root.relativize(file).toString().replace('\\', '/');
                if (isTest(path)) {
                    claimsOf(Files.readString(file)).forEach(id -> claims.computeIfAbsent(id, _ -> new TreeSet<>())
                            .add(path));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return claims;
    }

    static boolean isTest(String path) {
        return path.contains("src/test/java/") && path.endsWith(".java")
                || path.startsWith("system-tests/") && path.endsWith(".test.mjs")
                || path.startsWith("cu-web/ui/src/") && path.matches(".*\\.test\\.tsx?");
    }

    static Set<String> claimsOf(String source) {
        Set<String> ids = new TreeSet<>();
        Matcher claim = CLAIM.matcher(source);
        while (claim.find()) {
            Matcher id = ID.matcher(claim.group(1));
            while (id.find()) {
                ids.add(id.group(1));
            }
        }
        return ids;
    }
}
