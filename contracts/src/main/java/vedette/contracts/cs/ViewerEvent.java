package vedette.contracts.cs;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.MediaProof;
import vedette.contracts.ps.SessionModified;

/** What the SCU sends to a viewer; {@code type} names the kind. */
public sealed interface ViewerEvent {
    /** The kind. */
    String type();

    /**
     * The device serves.
     *
     * @param sdp answer of the device
     * @param proof to be checked before the answer is used
     * @param flow the 8.4 flow at S10
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            String type,
            String sdp,
            MediaProof proof,
            @Nullable FlowRef flow) implements ViewerEvent {}

    /**
     * What was asked for does not work.
     *
     * @param id of the modify that failed, else absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Error(String type, @Nullable String id, Problem problem) implements ViewerEvent {}

    /**
     * A candidate of the device.
     *
     * @param candidate {@code candidate:…}, null = no more will come
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Candidate(String type, @Nullable String candidate) implements ViewerEvent {}

    /**
     * A modify was carried out.
     *
     * @param id of the modify
     * @param applied values in force
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Modified(String type, @Nullable String id, SessionModified.Applied applied) implements ViewerEvent {}

    /** The session is over. */
    record End(String type, String reason) implements ViewerEvent {}

    /** Answer to a ping. */
    record Pong(String type) implements ViewerEvent {}
}
