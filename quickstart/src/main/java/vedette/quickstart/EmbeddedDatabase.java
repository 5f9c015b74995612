package vedette.quickstart;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * PostgreSQL of the quickstart: real server, data kept in the data folder, on 127.0.0.1, with a password generated at first
 * start and kept in a file of mode 0600.
 */
final class EmbeddedDatabase implements AutoCloseable {
    private static final String USER = "postgres";
    private static final String DATABASE = "vedette";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final EmbeddedPostgres server;
    private final int port;
    private final String password;

    private EmbeddedDatabase(EmbeddedPostgres server, int port, String password) {
        this.server = server;
        this.port = port;
        this.password = password;
    }

    static EmbeddedDatabase start(Path dataDir, int port) throws IOException {
        Path cluster = dataDir.resolve("postgres");
        Path secret = dataDir.resolve("postgres.password");
        boolean fresh = !Files.exists(secret);
        String password = fresh ? newPassword() : Files.readString(secret).strip();
        if (fresh && Files.exists(cluster)) {
            throw new UserError("the database's password file " + secret + " is missing, but its data folder exists.",
                    "Restore the file from a backup, or move " + cluster + " away to start with an empty database.");
        }
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(cluster)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false) // It would stop the database before the entities that use it.
                .setOverrideWorkingDirectory(dataDir.resolve("postgres-bin").toFile())
                .setPGStartupWait(START_LIMIT)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "60")
                .setServerConfig("shared_buffers", "64MB")
                .setConnectConfig("password", password);
        EmbeddedPostgres server = builder.start();
        EmbeddedDatabase database = new EmbeddedDatabase(server, port, password);
        try {
            if (fresh) {
                database.lock(cluster, secret);
            }
            database.createDatabase();
            return database;
        } catch (IOException | SQLException e) {
            server.close();
            throw new IOException("The embedded database could not be set up: " + e.getMessage(), e);
        }
    }

    /**
     * Stops a server that a killed run has left behind in this data folder; its port would else look taken.
     *
     * @throws UserError if it does not end
     */
    static void stopLeftBehind(Path dataDir) throws IOException {
        Path pidFile = dataDir.resolve("postgres/postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        ProcessHandle server = ProcessHandle.of(pid).orElse(null);
        if (server == null || !server.info().command().orElse("").endsWith("postgres")) {
            return;
        }
        server.destroy();
        try {
            server.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new UserError("the database of an earlier run (process " + pid + ") is still running.", "End that process, then try again.");
        }
    }

    private static String newPassword() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** The cluster is created open to local programs; from here on it wants the password. */
    private void lock(Path cluster, Path secret) throws IOException, SQLException {
        Path temporary = secret.resolveSibling(secret.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, password);
        try (Connection connection = superuser().getConnection();
                Statement statement = connection.createStatement()) {
            // The password is base64url, hence without quotes; ALTER ROLE takes no parameters.
            statement.execute("ALTER ROLE " + USER + " PASSWORD '" + password + "'");
            Files.writeString(cluster.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
            statement.execute("SELECT pg_reload_conf()");
        }
        Files.move(temporary, secret, StandardCopyOption.ATOMIC_MOVE);
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = superuser().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                try (Statement create = connection.createStatement()) {
                    create.execute("CREATE DATABASE " + DATABASE);
                }
            }
        }
    }

    private DataSource superuser() {
        return server.getDatabase(USER, "postgres", java.util.Map.of("password", password));
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    String user() {
        return USER;
    }

    String password() {
        return password;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
