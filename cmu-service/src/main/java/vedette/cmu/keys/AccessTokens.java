package vedette.cmu.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vedette.platform.config.PlatformProperties;

/**
 * Access tokens: JWT (RFC 7519) signed with ES256 (RFC 7518 §3.4), at most 15 minutes old. Only the algorithm and key that this platform uses
 * are accepted. Thread-safe.
 */
@Component
public class AccessTokens {
    /** Lifetime. */
    public static final Duration LIFETIME = Duration.ofMinutes(15);

    /** Longest token that is looked at. */
    private static final int LENGTH_MAX = 2_048;

    private final Keyring keyring;
    private final String issuer;
    private final Clock clock;

    AccessTokens(Keyring keyring, PlatformProperties settings, Clock clock) {
        this.keyring = keyring;
        this.issuer = settings.portalOrigin();
        this.clock = clock;
    }

    /**
     * What a token says.
     *
     * @param userId subject
     * @param tenantId tenant of the account
     * @param sessionId sign-in that it belongs to
     * @param role {@code user operator administrator}
     */
    public record Claims(String userId, String tenantId, String sessionId, String role) {}

    /** A fresh token. */
    public String issue(Claims claims) {
        Instant now = clock.instant();
        JWTClaimsSet set = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(claims.userId())
                .claim("tid", claims.tenantId())
                .claim("sid", claims.sessionId())
                .claim("role", claims.role())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(keyring.keyId(Keyring.Purpose.ACCESS_TOKEN))
                .build();
        SignedJWT jwt = new SignedJWT(header, set);
        try {
            jwt.sign(new ECDSASigner(
                    (ECPrivateKey) keyring.keyPair(Keyring.Purpose.ACCESS_TOKEN).getPrivate()));
        } catch (JOSEException e) {
            throw new IllegalStateException("The access token key does not sign", e);
        }
        return jwt.serialize();
    }

    /** The claims of a valid token; empty for any other text. */
    public Optional<Claims> verify(String token) {
        if (token.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWSHeader header = jwt.getHeader();
            if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
                    || !keyring.keyId(Keyring.Purpose.ACCESS_TOKEN).equals(header.getKeyID())
                    || !jwt.verify(new ECDSAVerifier((ECPublicKey)
                            keyring.keyPair(Keyring.Purpose.ACCESS_TOKEN).getPublic()))) {
                return Optional.empty();
            }
            return claims(jwt.getJWTClaimsSet());
        } catch (ParseException | JOSEException e) {
            // Junk in the Authorization header is an outcome, not an error.
            return Optional.empty();
        }
    }

    private Optional<Claims> claims(JWTClaimsSet set) throws ParseException {
        Date expires = set.getExpirationTime();
        String user = set.getSubject();
        String tenant = set.getStringClaim("tid");
        String session = set.getStringClaim("sid");
        String role = set.getStringClaim("role");
        if (!issuer.equals(set.getIssuer())
                || expired(expires)
                || user == null
                || tenant == null
                || session == null
                || role == null) {
            return Optional.empty();
        }
        return Optional.of(new Claims(user, tenant, session, role));
    }

    private boolean expired(@Nullable Date expires) {
        return expires == null || !clock.instant().isBefore(expires.toInstant());
    }

    /** The public key as a JSON Web Key Set (RFC 7517). */
    public Map<String, Object> jwks() {
        ECKey key = new ECKey.Builder(Curve.P_256, (ECPublicKey)
                        keyring.keyPair(Keyring.Purpose.ACCESS_TOKEN).getPublic())
                .keyID(keyring.keyId(Keyring.Purpose.ACCESS_TOKEN))
                .algorithm(JWSAlgorithm.ES256)
                .keyUse(KeyUse.SIGNATURE)
                .build();
        return Map.of("keys", List.of(key.toJSONObject()));
    }
}
