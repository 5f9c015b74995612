package vedette.testkit.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The lab for tests that are not written in Java: one command per line on standard input, one answer per line, {@code ok …} or
 * {@code error …}; the lab ends with the input. It stands {@linkplain NetworkLab#around around} the process that started it.
 *
 * <pre>
 * nat NAME ADDRESS               public NAME ADDRESS            host NAT NAME
 * become NAT KIND                lose NAT PERCENT               peers NAT yes|no
 * move NAT|HOST ADDRESS          uplink HOST KBPS               downlink HOST KBPS
 * </pre>
 *
 * A host's programs run by {@code ip netns exec NAME …}; the server is where the console runs.
 */
public final class LabConsole {
    private final NetworkLab lab;

    LabConsole(NetworkLab lab) {
        this.lab = lab;
    }

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (NetworkLab lab = NetworkLab.around();
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            LabConsole console = new LabConsole(lab);
            out.println("ok " + lab.server());
            String line;
            while ((line = lines.readLine()) != null) {
                out.println(console.answer(line));
            }
        } catch (LabException e) {
            out.println("error " + oneLine(e));
            System.exit(1);
        }
    }

    /** Does what the line says. */
    String answer(String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        try {
            return "ok " + act(words);
        } catch (LabException | IllegalArgumentException e) {
            return "error " + oneLine(e);
        }
    }

    private Object act(List<String> words) {
        String verb = words.getFirst();
        if (words.size() != 3) {
            throw new IllegalArgumentException("Expected a command and two words, found: " + String.join(" ", words));
        }
        String name = words.get(1);
        String value = words.get(2);
        switch (verb) {
            case "nat" -> {
                return lab.addNat(name, value);
            }
            case "public" -> {
                return lab.addPublicHost(name, value);
            }
            case "host" -> {
                return lab.nat(name).addHost(value);
            }
            case "become" -> {
                return lab.nat(name).become(NatKind.of(value));
            }
            case "lose" -> lab.nat(name).lose(Double.parseDouble(value));
            case "peers" -> lab.nat(name).allowPeers(yes(value));
            case "move" -> move(name, value);
            case "uplink" -> lab.host(name).limitUplink(Integer.parseInt(value));
            case "downlink" -> lab.host(name).limitDownlink(Integer.parseInt(value));
            default -> throw new IllegalArgumentException("Unknown command: " + verb);
        }
        return name + " " + value;
    }

    private void move(String name, String address) {
        if (lab.isNat(name)) {
            lab.nat(name).moveTo(address);
        } else {
            lab.host(name).moveTo(address);
        }
    }

    private static boolean yes(String word) {
        return switch (word) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new IllegalArgumentException("Expected yes or no, found: " + word);
        };
    }

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " | ");
    }
}
