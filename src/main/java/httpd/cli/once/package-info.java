/**
 * One request answered to standard output, without a server. Begin with {@link
 * httpd.cli.once.OneAnswer}.
 */
@NullMarked
package httpd.cli.once;

import org.jspecify.annotations.NullMarked;
