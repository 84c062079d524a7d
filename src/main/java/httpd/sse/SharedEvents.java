package httpd.sse;

/**
 * What event streams share that are made of the same lines. Each line of it is one or more whole
 * events or comments, so where one event stream of them is between two events, all are.
 *
 * @param lines what the lines share
 * @param form what they are
 */
public record SharedEvents(Object lines, EventEncoder.Form form) {}
