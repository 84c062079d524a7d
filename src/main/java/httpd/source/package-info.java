/**
 * What a route of the command line can point at, beside a handler file: a fixed text, standard
 * input, a growing file. One reader for each, however many clients; it never waits for one of them.
 */
@NullMarked
package httpd.source;

import org.jspecify.annotations.NullMarked;
