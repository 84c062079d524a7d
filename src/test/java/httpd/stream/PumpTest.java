package httpd.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.CloseReason;
import httpd.Headers;
import httpd.line.LineSource;
import httpd.line.Poll;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

/**
 * The pump with its channel in the test's hand: an event loop that runs when it is told to, and a
 * client that takes what it is told to take. What leaves over a real socket is tested in {@code
 * httpd.wire}.
 */
abstract class PumpTest {

  static final String HEAD = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

  /** Answers what the test has put there, and then Pending or what else it is told to. */
  static final class Script implements LineSource {
    /** A pump that knows no bound shall fail its test, not hang it. */
    private static final int MOST_POLLS = 20_000;

    final List<Poll> answers = new ArrayList<>();
    Poll otherwise = Poll.PENDING;
    Runnable wake = () -> {};
    Runnable withinPoll = () -> {};
    int polls;
    int closes;

    Script give(Poll... polls) {
      answers.addAll(List.of(polls));
      return this;
    }

    @Override
    public Poll poll(Runnable wake) {
      polls++;
      this.wake = wake;
      withinPoll.run();
      if (polls > MOST_POLLS) {
        return Poll.END;
      }
      return answers.isEmpty() ? otherwise : answers.removeFirst();
    }

    @Override
    public void close() {
      closes++;
    }
  }

  /** Between the pump and the socket: counts flushes, and may keep what is written. */
  static final class Wire extends ChannelDuplexHandler {
    record Kept(Object message, ChannelPromise promise) {}

    final List<Kept> kept = new ArrayList<>();
    boolean keeps;
    int flushes;
    Runnable whenFlushed = () -> {};

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (keeps) {
        kept.add(new Kept(message, promise));
      } else {
        context.write(message, promise);
      }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      flushes++;
      context.flush();
      whenFlushed.run();
    }

    /** The kernel has taken all of it. */
    void succeedAll() {
      for (var one : kept) {
        ReferenceCountUtil.release(one.message);
        if (!one.promise.isVoid()) {
          one.promise.trySuccess();
        }
      }
      kept.clear();
    }

    void failAll() {
      for (var one : kept) {
        ReferenceCountUtil.release(one.message);
        if (!one.promise.isVoid()) {
          one.promise.tryFailure(new IOException("reset"));
        }
      }
      kept.clear();
    }
  }

  /** Runs what is read. */
  private static final class Runner extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object task) {
      ((Runnable) task).run();
    }
  }

  /** Remembers how its socket would be closed. */
  static final class Lingering extends EmbeddedChannel {

    /** SO_LINGER: a close is a reset if it is 0. */
    int linger = -1;

    private final ChannelConfig config =
        new DefaultChannelConfig(this) {
          @Override
          public <T> boolean setOption(ChannelOption<T> option, T value) {
            if (option.equals(ChannelOption.SO_LINGER)) {
              linger = (Integer) value;
              return true;
            }
            return super.setOption(option, value);
          }
        };

    Lingering(ChannelHandler... handlers) {
      super(handlers);
    }

    @Override
    public ChannelConfig config() {
      return config == null ? super.config() : config; // The first look is before it is made.
    }
  }

  final Script source = new Script();
  final Wire wire = new Wire();
  Supplier<Headers> trailers = () -> Headers.EMPTY;
  final List<CloseReason> ends = new ArrayList<>();
  final Lingering channel = new Lingering(wire, new HttpServerCodec(), new Runner());

  @AfterEach
  void takeDown() {
    wire.failAll();
    channel.finishAndReleaseAll();
  }

  StreamWriter stream(Framing framing) {
    var exchange = channel.pipeline().lastContext();
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set("transfer-encoding", "chunked");
    exchange.write(head);
    return new StreamWriter(
        exchange,
        exchange.pipeline().context(CombinedChannelDuplexHandler.class),
        source,
        framing,
        null,
        trailers,
        null,
        (reason, cause) -> ends.add(reason));
  }

  StreamWriter start() {
    var stream = stream(Framing.CHUNKED);
    stream.start();
    return stream;
  }

  /** Within a read, an embedded channel runs no tasks in a flush: no event loop ever does. */
  void onLoop(Runnable task) {
    channel.writeInbound(task);
  }

  /** What has left since the last look. */
  String sent() {
    var sent = new StringBuilder();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      sent.append(bytes.toString(UTF_8));
      bytes.release();
    }
    return sent.toString();
  }

  void setWritable(boolean writable) {
    var buffer = channel.unsafe().outboundBuffer();
    if (buffer != null) { // A closed channel has none.
      buffer.setUserDefinedWritability(1, writable);
    }
  }

  void woken(Poll answer) {
    source.give(answer);
    source.wake.run();
  }
}
