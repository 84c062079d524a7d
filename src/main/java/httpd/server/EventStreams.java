package httpd.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import httpd.Response;
import httpd.line.HeartbeatSource;
import httpd.line.Line;
import httpd.line.LineSource;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.util.Locale;

/**
 * What an event stream needs of the server, whoever made it: a comment after each silence, and a
 * client that takes nothing of that is given up, so that one that vanished without a word is found.
 *
 * <p>The comment is a line and not a whole event: it may stand between any two lines of a stream.
 *
 * @param heartbeat zero for none
 */
record EventStreams(Duration heartbeat) {

  private static final Line COMMENT = new Line(":".getBytes(US_ASCII), Line.Ending.LF);

  /**
   * How long what was sent may stay without an answer. On the connection of an event stream only:
   * the kernel also gives up a client that is there and has only stopped reading, as a pager does.
   */
  private static final int USER_TIMEOUT_MILLIS = 30_000;

  /** The lines of a response that begins: with a heartbeat if it is an event stream. */
  LineSource begin(Channel channel, Response response, LineSource source) {
    if (!isEventStream(response) || heartbeat.isZero()) {
      return source;
    }
    setUserTimeout(channel, USER_TIMEOUT_MILLIS);
    return source instanceof HeartbeatSource
        ? source
        : new HeartbeatSource(source, heartbeat, COMMENT);
  }

  /** The stream is complete; the connection may carry something else now. */
  void end(Channel channel) {
    if (!heartbeat.isZero()) {
      setUserTimeout(channel, 0);
    }
  }

  private static boolean isEventStream(Response response) {
    var type = response.headers().get("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }

  private static void setUserTimeout(Channel channel, int millis) {
    if (channel instanceof EpollSocketChannel && channel.isOpen()) {
      channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, millis);
    }
  }
}
