package vedette.rtsp;

/** Status codes with their reason phrases (RFC 7826 §17, RFC 2326 §11). */
public final class RtspStatus {
    /** Status code 200. */
    public static final int OK = 200;
    /** Status code 400. */
    public static final int BAD_REQUEST = 400;
    /** Status code 401. */
    public static final int UNAUTHORIZED = 401;
    /** Status code 403. */
    public static final int FORBIDDEN = 403;
    /** Status code 404. */
    public static final int NOT_FOUND = 404;
    /** Status code 405. */
    public static final int METHOD_NOT_ALLOWED = 405;
    /** Status code 406. */
    public static final int NOT_ACCEPTABLE = 406;
    /** Status code 408. */
    public static final int REQUEST_TIMEOUT = 408;
    /** Status code 413. */
    public static final int ENTITY_TOO_LARGE = 413;
    /** Status code 414. */
    public static final int URI_TOO_LONG = 414;
    /** Status code 451. */
    public static final int PARAMETER_NOT_UNDERSTOOD = 451;
    /** Status code 453. */
    public static final int NOT_ENOUGH_BANDWIDTH = 453;
    /** Status code 454. */
    public static final int SESSION_NOT_FOUND = 454;
    /** Status code 455. */
    public static final int METHOD_NOT_VALID_IN_THIS_STATE = 455;
    /** Status code 457. */
    public static final int INVALID_RANGE = 457;
    /** Status code 459. */
    public static final int AGGREGATE_NOT_ALLOWED = 459;
    /** Status code 460. */
    public static final int ONLY_AGGREGATE_ALLOWED = 460;
    /** Status code 461. */
    public static final int UNSUPPORTED_TRANSPORT = 461;
    /** Status code 500. */
    public static final int INTERNAL_ERROR = 500;
    /** Status code 501. */
    public static final int NOT_IMPLEMENTED = 501;
    /** Status code 503. */
    public static final int SERVICE_UNAVAILABLE = 503;
    /** Status code 505. */
    public static final int VERSION_NOT_SUPPORTED = 505;
    /** Status code 551. */
    public static final int OPTION_NOT_SUPPORTED = 551;

    private RtspStatus() {}

    /** The reason phrase, or a general one for the class of the code. */
    public static String reason(int status) {
        return switch (status) {
            case OK -> "OK";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case BAD_REQUEST -> "Bad Request";
            case UNAUTHORIZED -> "Unauthorized";
            case FORBIDDEN -> "Forbidden";
            case NOT_FOUND -> "Not Found";
            case METHOD_NOT_ALLOWED -> "Method Not Allowed";
            case NOT_ACCEPTABLE -> "Not Acceptable";
            case REQUEST_TIMEOUT -> "Request Timeout";
            case ENTITY_TOO_LARGE -> "Request Message Body Too Large";
            case URI_TOO_LONG -> "Request-URI Too Long";
            case PARAMETER_NOT_UNDERSTOOD -> "Parameter Not Understood";
            case NOT_ENOUGH_BANDWIDTH -> "Not Enough Bandwidth";
            case SESSION_NOT_FOUND -> "Session Not Found";
            case METHOD_NOT_VALID_IN_THIS_STATE -> "Method Not Valid in This State";
            case INVALID_RANGE -> "Invalid Range";
            case AGGREGATE_NOT_ALLOWED -> "Aggregate Operation Not Allowed";
            case ONLY_AGGREGATE_ALLOWED -> "Only Aggregate Operation Allowed";
            case UNSUPPORTED_TRANSPORT -> "Unsupported Transport";
            case INTERNAL_ERROR -> "Internal Server Error";
            case NOT_IMPLEMENTED -> "Not Implemented";
            case SERVICE_UNAVAILABLE -> "Service Unavailable";
            case VERSION_NOT_SUPPORTED -> "RTSP Version Not Supported";
            case OPTION_NOT_SUPPORTED -> "Option Not Supported";
            default ->
                status < 300
                        ? "Success"
                        : status < 400 ? "Redirection" : status < 500 ? "Client Error" : "Server Error";
        };
    }
}
