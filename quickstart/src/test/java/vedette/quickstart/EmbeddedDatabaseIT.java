package vedette.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
    @TempDir
    Path data;

    @Test
    void dataStayOverARestart_andThePasswordIsWanted() throws Exception {
        int port = freePort();
        try (EmbeddedDatabase first = EmbeddedDatabase.start(data, port);
                Connection connection = DriverManager.getConnection(first.url(), first.user(), first.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (word text)");
            statement.execute("INSERT INTO kept VALUES ('still here')");
            assertThatThrownBy(() -> DriverManager.getConnection(first.url(), first.user(), "guess")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> DriverManager.getConnection(first.url(), first.user(), "")).isInstanceOf(SQLException.class);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("postgres.password")))).isEqualTo("rw-------");
        try (EmbeddedDatabase second = EmbeddedDatabase.start(data, port);
                Connection connection = DriverManager.getConnection(second.url(), second.user(), second.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT word FROM kept")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("still here");
        }
    }

    @Test
    void missingPasswordFile_isSaidInWords() throws Exception {
        Files.createDirectories(data.resolve("postgres"));
        assertThatThrownBy(() -> EmbeddedDatabase.start(data, freePort()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("postgres.password");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
