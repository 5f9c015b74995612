package vedette.device;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** How the device judges the certificate of a TLS server. */
public sealed interface TlsTrust {
    /** Not at all: only for the bootstrap, whose content is signed. */
    record Unchecked() implements TlsTrust {}

    /** Chain to one of {@code authorities}, dates by the device's own {@code clock}, host name in the certificate. */
    record Authorities(List<X509Certificate> authorities, DeviceClock clock) implements TlsTrust {
        public Authorities {
            authorities = List.copyOf(authorities);
        }

        /** The same and the authorities that this Java platform trusts: media servers may have certificates of public ones. */
        public Authorities withPublicOnes() {
            List<X509Certificate> all = new ArrayList<>(authorities);
            try {
                TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init((KeyStore) null);
                for (TrustManager manager : factory.getTrustManagers()) {
                    if (manager instanceof X509TrustManager known) {
                        all.addAll(List.of(known.getAcceptedIssuers()));
                    }
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every Java platform has a trust store, if only an empty one", e);
            }
            return new Authorities(all, clock);
        }
    }
}
