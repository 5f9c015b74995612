package vedette.cmu.keys;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vedette.contracts.Ids;
import vedette.platform.config.PlatformProperties;

/**
 * The platform's keys. Made at first start under a database lock, so that several CMUs have the same; loaded once. Thread-safe.
 */
@Component
public class Keyring {
    /** What a key is for. */
    public enum Purpose {
        /** Signs access tokens (ES256). */
        ACCESS_TOKEN,
        /** Signs bootstrap documents (ES256); devices carry its pin. */
        BOOTSTRAP,
        /** Hash tokens of play requests (H.626.4 §8.4 S7). */
        PLAY,
        /** Secrets of access keys. */
        ACCESS_KEY,
        /** SMS codes at rest. */
        CODE,
        /** Delivery reports of the SMS gateway. */
        REPORT;

        private boolean signs() {
            return this == ACCESS_TOKEN || this == BOOTSTRAP;
        }

        private String wire() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    private static final long LOCK = 0x76656402L;
    private static final int SECRET_BYTES = 32;

    private final MasterKey master;
    private final SecureRandom random;
    private final Clock clock;
    private final JdbcClient jdbc;
    private final Map<Purpose, Key> keys = new EnumMap<>(Purpose.class);

    private record Key(String keyId, @Nullable KeyPair pair, byte[] secret) {}

    Keyring(
            PlatformProperties data,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Clock clock,
            SecureRandom random) {
        Path file = data.dataDir().resolve("cmu").resolve("master.key");
        this.master = MasterKey.open(file, random);
        this.random = random;
        this.clock = clock;
        this.jdbc = jdbc;
        transactions.executeWithoutResult(_ -> {
            jdbc.sql("select pg_advisory_xact_lock(:lock)")
                    .param("lock", LOCK)
                    .query()
                    .listOfRows();
            for (Purpose purpose : Purpose.values()) {
                Key loaded = load(purpose);
                keys.put(purpose, loaded == null ? create(purpose) : loaded);
            }
        });
    }

    /** Id of the key, e.g. for a JWS header. */
    public String keyId(Purpose purpose) {
        return key(purpose).keyId();
    }

    /** Key pair of a signing purpose. */
    public KeyPair keyPair(Purpose purpose) {
        KeyPair pair = key(purpose).pair();
        if (pair == null) {
            throw new IllegalStateException(purpose + " has a symmetric key");
        }
        return pair;
    }

    /** ES256 signature as r‖s over UTF-8 text. */
    public byte[] sign(Purpose purpose, String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keyPair(purpose).getPrivate(), random);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The signing key of " + purpose + " does not sign", e);
        }
    }

    /** HMAC-SHA-256 over UTF-8 text with the key of a symmetric purpose. */
    public byte[] mac(Purpose purpose, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(purpose).secret(), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    /** base64url of {@link #mac}. */
    public String macText(Purpose purpose, String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(purpose, text));
    }

    /** A fresh secret: base64url of 32 random bytes. */
    public String randomToken() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** base64url SHA-256 of UTF-8 text: how tokens of 256 random bits are kept. */
    public static String hash(String token) {
        return hash(token.getBytes(StandardCharsets.UTF_8));
    }

    /** base64url SHA-256. */
    public static String hash(byte[] bytes) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Compares two secrets in constant time. */
    public static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** Seals data for the database; {@code context} binds it to its row. */
    public byte[] seal(byte[] plain, String context) {
        return master.seal(plain, context);
    }

    /** Opens what {@link #seal} made for the same context. */
    public byte[] open(byte[] sealed, String context) {
        return master.open(sealed, context);
    }

    private Key key(Purpose purpose) {
        Key key = keys.get(purpose);
        if (key == null) {
            throw new IllegalStateException("No key for " + purpose);
        }
        return key;
    }

    private @Nullable Key load(Purpose purpose) {
        return jdbc.sql("select key_id, public_key, sealed_private from signing_key"
                        + " where purpose = :purpose and retired_at is null")
                .param("purpose", purpose.wire())
                .query((row, _) -> {
                    String keyId = row.getString("key_id");
                    byte[] secret = master.open(row.getBytes("sealed_private"), keyId);
                    byte[] spki = row.getBytes("public_key");
                    return new Key(keyId, spki == null ? null : pair(spki, secret), secret);
                })
                .optional()
                .orElse(null);
    }

    private Key create(Purpose purpose) {
        String keyId = Ids.next("key");
        Key key = purpose.signs() ? newPair(keyId) : new Key(keyId, null, newSecret());
        jdbc.sql("insert into signing_key (key_id, purpose, algorithm, public_key, sealed_private, created_at)"
                        + " values (:id, :purpose, :algorithm, :public, :sealed, :now)")
                .param("id", keyId)
                .param("purpose", purpose.wire())
                .param("algorithm", purpose.signs() ? "ES256" : "HS256")
                .param(
                        "public",
                        key.pair() == null ? null : key.pair().getPublic().getEncoded())
                .param("sealed", master.seal(key.secret(), keyId))
                .param("now", Timestamp.from(clock.instant()))
                .update();
        return key;
    }

    private byte[] newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    private Key newPair(String keyId) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            return new Key(keyId, pair, pair.getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has P-256", e);
        }
    }

    private static KeyPair pair(byte[] spki, byte[] pkcs8) {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            PublicKey publicKey = factory.generatePublic(new X509EncodedKeySpec(spki));
            PrivateKey privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return new KeyPair(publicKey, privateKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A signing key in the database is not a P-256 key", e);
        }
    }
}
