package httpd.admin;

import httpd.Handler;

/**
 * A route of the server, as it was opened.
 *
 * @param path as the command line has it
 * @param what it is: {@code hub:}
 * @param handler that of the target, without what guards it
 */
public record ServedRoute(String path, String what, Handler handler) {}
