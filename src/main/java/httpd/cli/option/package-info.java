/**
 * The options: reading them from arguments, {@code @FILE}s and the environment, and saying what is
 * wrong with one. It uses the rooms whose settings the options hold. Begin with {@link Options}.
 */
@NullMarked
package httpd.cli.option;

import org.jspecify.annotations.NullMarked;
