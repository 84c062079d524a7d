/**
 * What ends a command with a message: the error, its hint and its exit code, and the search for the
 * word that was meant. It uses nothing else of the program. Begin with {@link CommandException}.
 */
@NullMarked
package httpd.cli.error;

import org.jspecify.annotations.NullMarked;
