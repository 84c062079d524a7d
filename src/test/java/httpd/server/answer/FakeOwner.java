package httpd.server.answer;

import httpd.CloseReason;
import httpd.net.ReadControl;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Notes what an answer tells its exchange. */
final class FakeOwner implements Answer.Owner {

  final List<CloseReason> ends = new ArrayList<>();
  final List<CloseReason> logged = new ArrayList<>();
  @Nullable ClientTunnel tunnel;
  private final Channel channel;
  private final ExchangeLog log = new DoneLog(logged::add);

  FakeOwner(Channel channel) {
    this.channel = channel;
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
    ends.add(reason);
  }

  @Override
  public void taken() {
    ends.add(CloseReason.COMPLETED);
  }

  @Override
  public ReadControl takeInput(Consumer<ByteBuf> input) {
    throw new AssertionError("nothing switches here");
  }

  @Override
  public void switched(ClientTunnel tunnel) {
    this.tunnel = tunnel;
  }

  @Override
  public void tunnelEnded() {}
}
