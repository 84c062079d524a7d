/**
 * Begin with {@link httpd.cli.once.OneAnswer}: one request answered to standard output, without a
 * server.
 */
@NullMarked
package httpd.cli.once;

import org.jspecify.annotations.NullMarked;
