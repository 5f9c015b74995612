package vedette.rtp.sdp;

import java.util.List;
import java.util.Optional;

/** Look-ups shared by the session part and the media sections of a description. */
public interface SdpLines {
    /** The lines in order. */
    List<SdpLine> lines();

    /** Value of the first attribute of this name; empty text for a property attribute. Names are case-sensitive. */
    default Optional<String> attribute(String name) {
        return lines().stream()
                .filter(l -> l.attributeName().equals(name))
                .map(SdpLine::attributeValue)
                .findFirst();
    }

    /** Values of all attributes of this name, in order. */
    default List<String> attributes(String name) {
        return lines().stream()
                .filter(l -> l.attributeName().equals(name))
                .map(SdpLine::attributeValue)
                .toList();
    }

    /** Whether an attribute of this name exists. */
    default boolean hasAttribute(String name) {
        return attribute(name).isPresent();
    }

    /** Value of the first line of this type. */
    default Optional<String> first(char type) {
        return lines().stream()
                .filter(l -> l.type() == type)
                .map(SdpLine::value)
                .findFirst();
    }
}
