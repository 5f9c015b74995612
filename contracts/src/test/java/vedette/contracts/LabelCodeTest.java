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
    void checkCharacterIsThatOfTheVendorGuide() {
        assertThat(new LabelCode("0123456789ABCDEF").checkCharacter()).isEqualTo('P');
        assertThat(new LabelCode("Z".repeat(16)).checkCharacter()).isEqualTo('M');
    }

    @Test
    void findsEveryWrongCharacter() {
        String good = code.code17();
        for (int at = 0; at < good.length(); at++) {
            for (char other : "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray()) {
                if (other != good.charAt(at)) {
                    refused(good.substring(0, at) + other + good.substring(at + 1));
                }
            }
        }
    }

    @Test
    void findsEveryTwoSwappedCharacters() {
        String good = code.code17();
        for (int i = 0; i < good.length(); i++) {
            for (int j = i + 1; j < good.length(); j++) {
                if (good.charAt(i) != good.charAt(j)) {
                    StringBuilder swapped = new StringBuilder(good);
                    swapped.setCharAt(i, good.charAt(j));
                    swapped.setCharAt(j, good.charAt(i));
                    refused(swapped.toString());
                }
            }
        }
    }

    private static void refused(String typed) {
        assertThatThrownBy(() -> LabelCode.parse(typed))
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
