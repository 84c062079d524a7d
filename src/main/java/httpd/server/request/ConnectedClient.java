package httpd.server.request;

import httpd.Client;
import httpd.Headers;
import httpd.net.ClientAddress;
import httpd.net.LoopTask;
import httpd.net.SecureChannel;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The client of one exchange, as its handler sees it. */
public final class ConnectedClient implements Client {

  /** The exchange, which hears what its handler asks of the client. */
  public interface Listener {

    /** On the event loop. */
    void answerWillStream();

    /** On the event loop. */
    void earlyHints(Headers fields);

    /** Returns whether there is a place for one more tunnel, on the thread of the handler. */
    boolean takeTunnel();

    /** On the event loop. */
    void whenStopping(Runnable task);
  }

  private static final Listener NO_EXCHANGE =
      new Listener() {
        @Override
        public void answerWillStream() {}

        @Override
        public void earlyHints(Headers fields) {}

        @Override
        public boolean takeTunnel() {
          return true;
        }

        @Override
        public void whenStopping(Runnable task) {}
      };

  private final Channel channel;
  private final RequestTraits traits;
  private Listener exchange = NO_EXCHANGE;

  public ConnectedClient(Channel channel, RequestTraits traits) {
    this.channel = channel;
    this.traits = traits;
  }

  /** Connects it with its exchange. */
  public void connect(Listener exchange) {
    this.exchange = exchange;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return ClientAddress.ofAdmitted(channel);
  }

  @Override
  public InetSocketAddress localAddress() {
    return ClientAddress.local(channel);
  }

  @Override
  public boolean isSecure() {
    return SecureChannel.is(channel);
  }

  @Override
  public @Nullable String certificateSubject() {
    return SecureChannel.clientOf(channel);
  }

  @Override
  public String protocol() {
    if (traits.isHttp2()) {
      return "HTTP/2";
    }
    return traits.isHttp10() ? "HTTP/1.0" : "HTTP/1.1";
  }

  @Override
  public boolean mayUpgrade() {
    return traits.maySwitch();
  }

  @Override
  public boolean takeTunnel() {
    return exchange.takeTunnel();
  }

  @Override
  public Executor eventLoop() {
    return channel.eventLoop();
  }

  @Override
  public boolean isOnEventLoop() {
    return channel.eventLoop().inEventLoop();
  }

  @Override
  public void answerWillStream() {
    LoopTask.execute(eventLoop(), exchange::answerWillStream, () -> {});
  }

  @Override
  public void earlyHints(Headers fields) {
    LoopTask.execute(eventLoop(), () -> exchange.earlyHints(fields), () -> {});
  }

  @Override
  public void whenStopping(Runnable task) {
    LoopTask.execute(eventLoop(), () -> exchange.whenStopping(task), task);
  }
}
