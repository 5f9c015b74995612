package vedette.cmu.account;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.query.Param;

/** Invitations of the present tenant. */
interface InvitationRepository extends JpaRepository<Invitation, String> {
    Optional<Invitation> findByTokenHash(String tokenHash);

    @Query("select i from Invitation i order by i.createdAt desc, i.invitationId limit :limit offset :offset")
    List<Invitation> newest(@Param("limit") int limit, @Param("offset") int offset);
}
