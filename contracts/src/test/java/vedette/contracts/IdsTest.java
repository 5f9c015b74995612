package vedette.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void idsAreDistinctAndWellFormed() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String id = Ids.next("dev");
            assertThat(Ids.isValid("dev", id)).isTrue();
            assertThat(seen.add(id)).isTrue();
        }
    }

    @Test
    void otherFormsAreNotIds() {
        assertThat(Ids.isValid("dev", Ids.next("usr"))).isFalse();
        assertThat(Ids.isValid("dev", "dev_")).isFalse();
        assertThat(Ids.isValid("dev", Ids.next("dev").toUpperCase(java.util.Locale.ROOT)))
                .isFalse();
    }

    @Test
    void crockfordPadsInFront() {
        assertThat(Crockford.encode(new byte[] {1}, 4)).isEqualTo("0001");
        assertThat(Crockford.encode(new byte[] {(byte) 0xff, (byte) 0xff}, 4)).isEqualTo("1ZZZ");
    }
}
