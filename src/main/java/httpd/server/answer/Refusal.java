package httpd.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.CloseReason;
import httpd.Response;
import httpd.net.ReadControl;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answer to bytes that are not a request, for which there is no exchange. */
public final class Refusal implements Answer.Owner {

  private final Channel channel;
  private final ExchangeLog log;
  private final Runnable written;

  public Refusal(Channel channel, ExchangeLog log, Runnable written) {
    this.channel = channel;
    this.log = log;
    this.written = written;
  }

  public void start(Response response, Delivery delivery) {
    var text = (Body.Text) response.body();
    new TextAnswer(this, response, text.text().getBytes(UTF_8)).start(delivery);
  }

  public void clientGone(CloseReason reason) {
    log.done(reason);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public ExchangeLog log() {
    return log;
  }

  @Override
  public void ended(CloseReason reason, @Nullable Throwable cause) {
    log.done(reason);
    written.run();
  }

  @Override
  public void taken() {
    throw new IllegalStateException("the last answer of a connection is written on its own");
  }

  @Override
  public ReadControl takeInput(Consumer<ByteBuf> input) {
    throw new IllegalStateException("a refusal does not switch");
  }

  @Override
  public void switched(ClientTunnel tunnel) {
    throw new IllegalStateException("a text does not switch");
  }

  @Override
  public void tunnelEnded() {}
}
