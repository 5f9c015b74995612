package vedette.scu.channel;

import java.util.concurrent.CompletionStage;
import vedette.contracts.ps.ChannelProof;
import vedette.contracts.sc.ChannelAccepted;

/** Asks the CMU whether a channel proof is right. Called on event loops: must not block. */
@FunctionalInterface
public interface ChannelVerifier {
    /** Fails with {@link ChannelRefusedException}. */
    CompletionStage<ChannelAccepted> verify(ChannelProof proof, String nonce, String peerAddress);

    /** The proof is wrong, or cannot be checked now. */
    final class ChannelRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int closeCode;

        /** @param closeCode of {@link vedette.contracts.ps.CloseCodes} */
        public ChannelRefusedException(int closeCode, String reason) {
            super(reason, null, false, false);
            this.closeCode = closeCode;
        }

        public int closeCode() {
            return closeCode;
        }
    }
}
