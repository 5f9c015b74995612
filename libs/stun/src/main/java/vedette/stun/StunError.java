package vedette.stun;

/**
 * An error code (RFC 8489 §14.8, RFC 8656 §19).
 *
 * @param code 300..699
 * @param reason short text for people
 */
public record StunError(int code, String reason) {
    public static final int REASON_BYTES_MAX = 763;

    public static final StunError BAD_REQUEST = new StunError(400, "Bad Request");
    public static final StunError UNAUTHENTICATED = new StunError(401, "Unauthenticated");
    public static final StunError FORBIDDEN = new StunError(403, "Forbidden");
    public static final StunError UNKNOWN_ATTRIBUTE = new StunError(420, "Unknown Attribute");
    public static final StunError ALLOCATION_MISMATCH = new StunError(437, "Allocation Mismatch");
    public static final StunError STALE_NONCE = new StunError(438, "Stale Nonce");
    public static final StunError ADDRESS_FAMILY_NOT_SUPPORTED = new StunError(440, "Address Family not Supported");
    public static final StunError WRONG_CREDENTIALS = new StunError(441, "Wrong Credentials");
    public static final StunError UNSUPPORTED_TRANSPORT = new StunError(442, "Unsupported Transport Protocol");
    public static final StunError PEER_FAMILY_MISMATCH = new StunError(443, "Peer Address Family Mismatch");
    public static final StunError QUOTA_REACHED = new StunError(486, "Allocation Quota Reached");
    public static final StunError SERVER_ERROR = new StunError(500, "Server Error");
    public static final StunError INSUFFICIENT_CAPACITY = new StunError(508, "Insufficient Capacity");
}
