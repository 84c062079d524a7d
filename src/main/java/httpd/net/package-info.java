/**
 * All that depends on the insides of Netty and of the sockets below it: transports, socket options,
 * timers and read control. Uses the log and the limits, and knows neither requests nor streams.
 * Begin with {@link httpd.net.Transport}.
 */
@NullMarked
package httpd.net;

import org.jspecify.annotations.NullMarked;
