package vedette.contracts.ps;

/**
 * Asks for a nonce to sign: {@code POST /scu/v1/challenges}.
 *
 * @param serial serial of the device that will register with it
 */
public record ChallengeRequest(String serial) {}
