package httpd.server.request;

import httpd.Client;
import httpd.net.ClientAddress;
import httpd.net.LoopTask;
import httpd.net.SecureChannel;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The client of one exchange, as its handler sees it. */
public final class ConnectedClient implements Client {

  private final Channel channel;
  private final RequestTraits traits;
  private Runnable whenAnswerWillStream = () -> {};
  private BooleanSupplier tunnelPlace = () -> true;
  private Consumer<Runnable> stopping = task -> {};

  public ConnectedClient(Channel channel, RequestTraits traits) {
    this.channel = channel;
    this.traits = traits;
  }

  /** Connects it with its exchange, which gets {@code stopping} on the event loop. */
  public void connect(
      Runnable whenAnswerWillStream, BooleanSupplier tunnelPlace, Consumer<Runnable> stopping) {
    this.whenAnswerWillStream = whenAnswerWillStream;
    this.tunnelPlace = tunnelPlace;
    this.stopping = stopping;
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
    return tunnelPlace.getAsBoolean();
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
    LoopTask.execute(eventLoop(), whenAnswerWillStream, () -> {});
  }

  @Override
  public void whenStopping(Runnable task) {
    LoopTask.execute(eventLoop(), () -> stopping.accept(task), task);
  }
}
