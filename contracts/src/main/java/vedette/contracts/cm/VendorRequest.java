package vedette.contracts.cm;

/**
 * Admits a vendor (H.626.4 §6.2).
 *
 * @param name 1..80 characters
 * @param rootCertificatePem self-signed CA certificate that its devices' certificates chain to
 */
public record VendorRequest(String name, String rootCertificatePem) {}
