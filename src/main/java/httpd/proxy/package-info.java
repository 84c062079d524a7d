/**
 * Routes that point at other servers: a request goes on, its response comes back as it is, text
 * line by line.
 */
@NullMarked
package httpd.proxy;

import org.jspecify.annotations.NullMarked;
