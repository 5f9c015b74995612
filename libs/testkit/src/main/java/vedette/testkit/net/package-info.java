/**
 * A network of its own for a test: a public segment with a server, home routers of different kinds, and hosts behind them, made of
 * Linux network namespaces. Needs the tools {@code unshare}, {@code nsenter}, {@code ip}, {@code tc}, {@code nft},
 * {@code conntrack} and {@code sysctl}; runs as root, and without root where user namespaces are allowed. Not implemented: delay,
 * jitter and reordering; IPv6.
 */
@NullMarked
package vedette.testkit.net;

import org.jspecify.annotations.NullMarked;
