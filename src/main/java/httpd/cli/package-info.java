/**
 * The command line: reads the arguments, makes the routes they name, and serves them until a
 * signal. It uses every other package and is used by none. Begin with {@link HttpdCommand}.
 */
@NullMarked
package httpd.cli;

import org.jspecify.annotations.NullMarked;
