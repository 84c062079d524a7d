/** The command line: composes all the other rooms, and is the only one that knows them all. */
@NullMarked
package httpd.cli;

import org.jspecify.annotations.NullMarked;
