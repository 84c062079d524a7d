/** Which handler takes a request, by its path and its method. A router is a handler itself. */
@NullMarked
package httpd.route;

import org.jspecify.annotations.NullMarked;
