/**
 * An HTTP server for one {@link httpd.Handler}: what users start, configure and log, and which
 * names and pages it serves. It knows neither routes nor sources nor scripts, and its own packages
 * do not know it. Begin with {@link httpd.server.Server}.
 */
@NullMarked
package httpd.server;

import org.jspecify.annotations.NullMarked;
