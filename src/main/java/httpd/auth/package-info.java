/**
 * Who sends a request: a file of users and tokens, their verification, sessions of browsers, and
 * the routes that need them. It is a handler around another one, and knows neither the server nor
 * the command line. Begin with {@link httpd.auth.Authentication}.
 */
@NullMarked
package httpd.auth;

import org.jspecify.annotations.NullMarked;
