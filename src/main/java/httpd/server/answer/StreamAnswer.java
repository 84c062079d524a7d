package httpd.server.answer;

import httpd.CloseReason;
import httpd.Response;
import httpd.coding.BodyEncoder;
import httpd.limit.Limit;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.pump.LinePump;
import httpd.server.request.ClientText;
import httpd.stream.Framing;
import httpd.stream.StreamWriter;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body that a {@link StreamWriter} pumps from its source to the client. A lazy one has a place
 * among the streams that there may be, from its start to its end.
 */
sealed class StreamAnswer extends Answer implements StreamWriter.Listener
    permits EventAnswer, WebSocketAnswer {

  final StreamBody body;
  private final Limit streams;
  private boolean hasPlace;
  private @Nullable StreamWriter stream;
  private @Nullable Future<?> timer;

  StreamAnswer(Owner owner, Response response, StreamBody body, Limit streams) {
    super(owner, response);
    this.body = body;
    this.streams = streams;
  }

  @Override
  final boolean hasKnownLength() {
    return body.length() >= 0;
  }

  @Override
  final long length() {
    return body.length();
  }

  @Override
  final HeadFields.Defaults defaults() {
    return body.kind().defaults;
  }

  @Override
  final boolean isLazy() {
    return body.kind() != StreamBody.Kind.LIST;
  }

  /** What another server has answered is passed on: it may be done. */
  @Override
  boolean maySurviveStop() {
    return body.kind() != StreamBody.Kind.LINES;
  }

  @Override
  final @Nullable String takePlace() {
    hasPlace = streams.take(this::refusal);
    return hasPlace ? null : "The server has too many open streams";
  }

  private String refusal() {
    return "refused a stream of " + ClientText.address(owner.channel());
  }

  @Override
  final void start(Delivery delivery) {
    var framing = framing(delivery);
    writeHead(delivery).addListener(written -> headWritten(delivery, written));
    if (isLazy()) {
      log().opened();
    }
    var coding = body.coding();
    var pump =
        new StreamWriter(
            delivery.messages(),
            delivery.bytes(),
            source(),
            framing,
            coding == null ? null : new BodyEncoder(coding),
            body.trailers(),
            log().meter(),
            this);
    stream = pump;
    log().writes(pump);
    begin();
    pump.start();
  }

  Framing framing(Delivery delivery) {
    return hasKnownLength() ? Framing.KNOWN_LENGTH : delivery.framing();
  }

  ChannelFuture writeHead(Delivery delivery) {
    return writeHead(delivery, length());
  }

  LineSource source() {
    return body.source();
  }

  /** Cuts what may be read for some time only. */
  void begin() {
    long left = body.source().remainingNanos();
    if (left < Long.MAX_VALUE) {
      endIn(left, () -> close(CloseReason.STREAM_TOO_OLD));
    }
  }

  /** Ends the stream later, unless another end comes first. */
  final void endIn(long nanos, Runnable end) {
    timer = owner.channel().eventLoop().schedule(end, nanos, TimeUnit.NANOSECONDS);
  }

  final void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  final Progress progress() {
    var pump = stream;
    return pump == null
        ? Progress.of(Progress.State.SENDING)
        : new Progress(state(pump), pump.linesNow(), pump.bytesNow(), pump.insight());
  }

  private static Progress.State state(StreamWriter pump) {
    if (pump.waitsForClient()) {
      return Progress.State.WAITING_FOR_CLIENT;
    }
    return pump.state() == LinePump.State.WAITING_FOR_SOURCE
        ? Progress.State.WAITING_FOR_LINE
        : Progress.State.SENDING;
  }

  private void headWritten(Delivery delivery, Future<?> written) {
    if (!written.isSuccess()) {
      delivery.messages().close(); // What follows would not be a response.
    } else if (isLazy()) {
      log().headSent();
    }
  }

  @Override
  final void writabilityChanged() {
    if (stream != null) {
      stream.writabilityChanged();
    }
  }

  @Override
  final void clientGone(CloseReason reason) {
    close(reason);
  }

  /** Lines are cut; a body that ends by itself may do so. */
  @Override
  void serverStopping() {
    if (!body.ends()) {
      close(CloseReason.SERVER_STOPPED);
    }
  }

  final void close(CloseReason reason) {
    if (stream == null) {
      discard();
    } else {
      stream.close(reason);
    }
  }

  @Override
  final void discard() {
    super.discard();
    releasePlace();
  }

  /** Ends the stream with a line of the server's own. */
  final void closeAfter(Line last, CloseReason reason) {
    if (stream != null) {
      stream.closeAfter(last, reason);
    }
  }

  private void releasePlace() {
    if (hasPlace) {
      hasPlace = false;
      streams.release(1);
    }
  }

  @Override
  public final void cuts(CloseReason reason) {
    owner.cuts(reason);
  }

  @Override
  public final void streamClosed(CloseReason reason, @Nullable Throwable cause) {
    releasePlace(); // Before the log tells of the end.
    if (stream != null) {
      log().done(why(reason), stream.lines(), stream.bytes());
    }
    end(reason == CloseReason.COMPLETED);
    owner.ended(reason, cause);
  }

  /** Returns why it has ended, as the log has it. */
  CloseReason why(CloseReason reason) {
    return reason;
  }

  void end(boolean complete) {
    cancelTimer();
  }
}
