/**
 * Bytes to requests and responses to bytes. Takes one {@link httpd.Handler} and knows neither
 * routes nor sources nor scripts.
 */
@NullMarked
package httpd.server;

import org.jspecify.annotations.NullMarked;
