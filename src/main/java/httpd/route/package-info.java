/**
 * Which handler takes a request, by its path and its method, and what it answers instead of an
 * exception. It may use the vocabulary; a router is a handler itself. Begin with {@link
 * httpd.route.Router}.
 */
@NullMarked
package httpd.route;

import org.jspecify.annotations.NullMarked;
