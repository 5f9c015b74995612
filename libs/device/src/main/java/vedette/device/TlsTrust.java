package vedette.device;

import java.security.cert.X509Certificate;
import java.util.List;

/** How the device judges the certificate of a TLS server. */
public sealed interface TlsTrust {
    /** Not at all: only for the bootstrap, whose content is signed. */
    record Unchecked() implements TlsTrust {}

    /** Chain to one of {@code authorities}, dates by the device's own {@code clock}, host name in the certificate. */
    record Authorities(List<X509Certificate> authorities, DeviceClock clock) implements TlsTrust {}
}
