/**
 * What a route serves: the kinds of targets, the files they name, and the hints for a target that
 * does not exist. It uses the rooms that its targets come from. Begin with {@link RouteTarget}.
 */
@NullMarked
package httpd.cli.target;

import org.jspecify.annotations.NullMarked;
