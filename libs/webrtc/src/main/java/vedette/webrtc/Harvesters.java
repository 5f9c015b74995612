package vedette.webrtc;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.LifetimeAttribute;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.harvest.StunCandidateHarvest;
import org.ice4j.ice.harvest.StunCandidateHarvester;
import org.ice4j.ice.harvest.TurnCandidateHarvest;
import org.ice4j.ice.harvest.TurnCandidateHarvester;
import org.ice4j.message.Message;
import org.ice4j.message.Request;
import org.ice4j.message.Response;
import org.ice4j.security.LongTermCredential;
import org.ice4j.stack.TransactionID;
import org.jspecify.annotations.Nullable;

/** ice4j's harvesters of one server, made to end when told, to refresh allocations in time, and to leave bogus candidates out. */
final class Harvesters {
    private Harvesters() {}

    /** One server's harvest. */
    interface Harvest {
        /** Blocks until the server answered or is given up. */
        Collection<LocalCandidate> run(Component component);

        /** Lets {@link #run} end soon; ice4j itself would wait for answers that a freed agent cannot get. */
        void abandon();
    }

    static Harvest stun(TransportAddress server) {
        return new Stun(server);
    }

    /**
     * @param hosts which host candidates take part
     * @param reflexive whether the mapped address that the server tells is a candidate; over TCP it is not
     */
    static Harvest turn(
            TransportAddress server, LongTermCredential credential, Predicate<HostCandidate> hosts, boolean reflexive) {
        return new Turn(server, credential, hosts, reflexive);
    }

    private static final class Stun extends StunCandidateHarvester implements Harvest {
        private final Set<StunHarvest> harvests = ConcurrentHashMap.newKeySet();

        Stun(TransportAddress server) {
            super(server);
        }

        @Override
        protected StunCandidateHarvest createHarvest(HostCandidate host) {
            StunHarvest harvest = new StunHarvest(this, host);
            harvests.add(harvest);
            return harvest;
        }

        @Override
        public Collection<LocalCandidate> run(Component component) {
            return harvest(component);
        }

        @Override
        public void abandon() {
            harvests.forEach(StunHarvest::abandon);
        }
    }

    private static final class StunHarvest extends StunCandidateHarvest {
        StunHarvest(StunCandidateHarvester harvester, HostCandidate host) {
            super(harvester, host);
        }

        void abandon() {
            completedResolvingCandidate(null, null);
        }
    }

    private static final class Turn extends TurnCandidateHarvester implements Harvest {
        private final LongTermCredential credential;
        private final Predicate<HostCandidate> hosts;
        private final boolean reflexive;
        private final Set<TurnHarvest> harvests = ConcurrentHashMap.newKeySet();

        Turn(
                TransportAddress server,
                LongTermCredential credential,
                Predicate<HostCandidate> hosts,
                boolean reflexive) {
            super(server, credential);
            this.credential = credential;
            this.hosts = hosts;
            this.reflexive = reflexive;
        }

        @Override
        protected @Nullable TurnCandidateHarvest createHarvest(HostCandidate host) {
            if (host.getTransport() != Transport.UDP || !hosts.test(host)) {
                return null;
            }
            TurnHarvest harvest = new TurnHarvest(this, host, reflexive);
            harvests.add(harvest);
            return harvest;
        }

        @Override
        protected LongTermCredential createLongTermCredential(StunCandidateHarvest harvest, byte[] realm) {
            return credential;
        }

        @Override
        public Collection<LocalCandidate> run(Component component) {
            return harvest(component);
        }

        @Override
        public void abandon() {
            harvests.forEach(TurnHarvest::abandon);
        }
    }

    private static final class TurnHarvest extends TurnCandidateHarvest {
        /** RFC 8656 §7.2. */
        private static final int LIFETIME_DEFAULT_SECONDS = 600;

        private final boolean reflexive;

        TurnHarvest(TurnCandidateHarvester harvester, HostCandidate host, boolean reflexive) {
            super(harvester, host);
            this.reflexive = reflexive;
        }

        /** ice4j refreshes when the allocation ends, which is too late; half of its life is safe. */
        @Override
        protected void processSuccess(Response response, Request request, TransactionID transaction) {
            super.processSuccess(response, request, transaction);
            int type = response.getMessageType();
            int seconds = response.getAttribute(Attribute.LIFETIME) instanceof LifetimeAttribute lifetime
                    ? lifetime.getLifetime()
                    : LIFETIME_DEFAULT_SECONDS;
            if (seconds > 1 && (type == Message.ALLOCATE_RESPONSE || type == Message.REFRESH_RESPONSE)) {
                setSendKeepAliveMessageInterval(seconds * 1000L / 2);
            }
        }

        @Override
        protected void createServerReflexiveCandidate(Response response) {
            if (reflexive) {
                super.createServerReflexiveCandidate(response);
            }
        }

        /** The first call makes ice4j fall back to a Binding request, the next one ends it. */
        void abandon() {
            for (int i = 0; i < 3 && !completedResolvingCandidate(null, null); i++) {
                Thread.onSpinWait();
            }
        }
    }
}
