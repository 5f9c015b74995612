package vedette.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelCodeTest {
    private final LabelCode code = LabelCode.generate(new Random(7));

    @Test
    void readsBackWhatItPrints() {
        assertThat(LabelCode.parse(code.printed())).isEqualTo(code);
        assertThat(LabelCode.parse(code.code17().toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(code);
        assertThat(code.printed()).matches("([0-9A-Z]{4}-){4}[0-9A-Z]");
    }

    @Test
    void forgivesLookAlikes() {
        LabelCode zeros = new LabelCode("0011001100110011");
        assertThat(LabelCode.parse("OoIl-OOLL-00iI-0o1l-" + zeros.checkCharacter()))
                .isEqualTo(zeros);
    }

    @Test
    void findsATypingError() {
        char first = code.code17().charAt(0) == '7' ? '8' : '7';
        assertThatThrownBy(() -> LabelCode.parse(first + code.code17().substring(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("check character");
    }

    @Test
    void refusesOtherLengthsAndCharacters() {
        for (String bad :
                new String[] {"", "-", "U".repeat(17), code.code16(), code.code17() + "0", "x".repeat(10_000)}) {
            assertThatThrownBy(() -> LabelCode.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void verifierDependsOnSerialAndCode() {
        assertThat(code.verifier("VDT-0001-0001")).hasSize(43).isNotEqualTo(code.verifier("VDT-0001-0002"));
        assertThat(code.toString()).doesNotContain(code.code16());
    }
}
