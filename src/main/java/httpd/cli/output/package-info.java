/**
 * What the program writes to standard output, standard error and the log file. It uses the log
 * formats of {@code server}. Begin with {@link Console}.
 */
@NullMarked
package httpd.cli.output;

import org.jspecify.annotations.NullMarked;
