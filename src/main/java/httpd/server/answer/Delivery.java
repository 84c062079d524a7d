package httpd.server.answer;

import httpd.stream.Framing;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * The facts about a connection that an answer needs, and where it writes. The answer does not know
 * which protocol carries it.
 *
 * @param messages takes heads and ends, as Netty's HTTP messages
 * @param bytes takes the bytes of a body, framed already
 * @param framing of a body whose length is unknown
 * @param keepAlive whether the connection may carry another exchange after this one
 * @param connectionField the value of the response's {@code Connection}; null for none
 * @param takesFiles whether {@code bytes} takes regions of files, for {@code sendfile}
 * @param turn takes short answers, after which the connection is kept
 */
public record Delivery(
    ChannelHandlerContext messages,
    ChannelHandlerContext bytes,
    Framing framing,
    boolean keepAlive,
    @Nullable CharSequence connectionField,
    boolean takesFiles,
    AnswerTurn turn) {

  /** Writes the answers of the turn first, which are older than what is written here. */
  @Override
  public ChannelHandlerContext messages() {
    turn.flush();
    return messages;
  }

  /** Writes the answers of the turn first. */
  @Override
  public ChannelHandlerContext bytes() {
    turn.flush();
    return bytes;
  }
}
