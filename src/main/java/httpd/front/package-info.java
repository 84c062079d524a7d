/**
 * The list of routes that a server shows at {@code /} where no route takes it. Begin with {@link
 * httpd.front.FrontDoor}.
 */
@NullMarked
package httpd.front;

import org.jspecify.annotations.NullMarked;
