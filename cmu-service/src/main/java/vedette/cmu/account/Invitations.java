package vedette.cmu.account;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.access.Caller;
import vedette.cmu.keys.Keyring;
import vedette.cmu.paging.PageRequest;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.Ids;
import vedette.contracts.cm.InvitationRequest;
import vedette.contracts.cm.Page;
import vedette.platform.config.PlatformProperties;

/** Invitations by link. The link's token stands in its fragment, which browsers do not send. */
@Component
public class Invitations {
    private static final Duration LIFETIME = Duration.ofDays(7);

    private final InvitationRepository invitations;
    private final Keyring keyring;
    private final PlatformProperties settings;
    private final Clock clock;

    Invitations(InvitationRepository invitations, Keyring keyring, PlatformProperties settings, Clock clock) {
        this.invitations = invitations;
        this.keyring = keyring;
        this.settings = settings;
        this.clock = clock;
    }

    /** Makes an invitation into the operator's tenant. */
    @Transactional
    vedette.contracts.cm.Invitation invite(Caller operator, InvitationRequest request) {
        String phone = request.phone() == null || request.phone().isBlank() ? null : Phones.normal(request.phone());
        String note = request.note() == null ? null : Names.optional(request.note(), CmuProblem.NOTE_MALFORMED);
        String token = keyring.randomToken();
        Instant now = clock.instant();
        Invitation made = invitations.save(new Invitation(
                Ids.next("inv"),
                operator.tenantId(),
                Keyring.hash(token),
                phone,
                note,
                operator.userId(),
                now,
                now.plus(LIFETIME)));
        return made.toContract(settings.portalOrigin() + "/signup#i=" + token, now);
    }

    @Transactional(readOnly = true)
    Page<vedette.contracts.cm.Invitation> list(PageRequest page) {
        Instant now = clock.instant();
        return page.of(invitations.newest(page.fetch(), page.offset()).stream()
                .map(invitation -> invitation.toContract(null, now))
                .toList());
    }

    /** The invitation of this token if it admits the number now. */
    Optional<Invitation> find(@Nullable String token, String phone) {
        if (token == null || token.isBlank() || token.length() > 100) {
            return Optional.empty();
        }
        return invitations.findByTokenHash(Keyring.hash(token)).filter(found -> found.admits(phone, clock.instant()));
    }

    Optional<Invitation> byId(String invitationId) {
        return invitations.findById(invitationId);
    }
}
