package vedette.platform.internal;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Mutual TLS of one instance: its key store, its trust in the internal CA, and client contexts that accept one entity only.
 * Who the peer is follows from its SPIFFE name, never from host names. Immutable.
 */
public final class InternalTls {
    private static final char[] IN_MEMORY = new char[0];

    private final InternalCa.Identity identity;

    public InternalTls(InternalCa.Identity identity) {
        this.identity = identity;
    }

    /** A key store in memory with this instance's key under the alias {@code instance}; its password is empty. */
    public KeyStore keyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, IN_MEMORY);
            store.setKeyEntry("instance", identity.key(), IN_MEMORY,
                    new X509Certificate[] {identity.certificate(), identity.authority()});
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot build the internal key store", e);
        }
    }

    /** A trust store in memory that holds the internal CA only. */
    public KeyStore trustStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, IN_MEMORY);
            store.setCertificateEntry("internal-ca", identity.authority());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot build the internal trust store", e);
        }
    }

    /** Presents this instance's certificate. */
    public KeyManagerFactory keyManagers() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(), IN_MEMORY);
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot use the internal key store", e);
        }
    }

    /** Accepts servers of the internal CA whose SPIFFE name is of {@code entity}, whatever their host name. */
    public X509ExtendedTrustManager trustIn(String entity) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trustStore());
            X509ExtendedTrustManager pkix = Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("The JDK has no X.509 trust manager"));
            return new EntityTrustManager(pkix, entity);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot use the internal trust store", e);
        }
    }

    /** A client context that presents this instance and accepts only {@code entity}. */
    public SSLContext clientContext(String entity) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keyManagers().getKeyManagers(), new TrustManager[] {trustIn(entity)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot build a TLS context for calls to " + entity, e);
        }
    }

    private static final class EntityTrustManager extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager pkix;
        private final String entity;

        EntityTrustManager(X509ExtendedTrustManager pkix, String entity) {
            this.pkix = pkix;
            this.entity = entity;
        }

        private void check(X509Certificate[] chain, String authType) throws CertificateException {
            pkix.checkServerTrusted(chain, authType);
            String found = SpiffeId.of(chain[0]).map(SpiffeId::entity).orElse("no SPIFFE name");
            if (!found.equals(entity)) {
                throw new CertificateException("Expected a server of entity '" + entity + "', found '" + found + "'");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
            check(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
            check(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("This trust manager is for calls to " + entity + " only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return pkix.getAcceptedIssuers();
        }
    }
}
