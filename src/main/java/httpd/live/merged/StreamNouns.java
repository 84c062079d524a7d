package httpd.live.merged;

/**
 * How a client calls the topics of a stream.
 *
 * @param one in comments and in the data of a reset: {@code topic}
 * @param many the same for several: {@code topics}
 * @param count the field of the response that has their number: {@code Httpd-Topics}
 */
public record StreamNouns(String one, String many, String count) {}
