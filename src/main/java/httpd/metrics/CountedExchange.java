package httpd.metrics;

import httpd.CloseReason;
import httpd.Request;
import httpd.line.pump.LinePump;
import httpd.server.answer.ExchangeLog;
import httpd.server.answer.Progress.State;
import httpd.server.answer.Watched;
import httpd.server.request.RequestBody;
import httpd.stream.LineMeter;
import httpd.stream.StreamWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Counts one exchange, and passes what it is told to the access log. While it is open, it is in the
 * list of its event loop, so that a stream need not count its lines twice. On that loop only.
 */
final class CountedExchange implements ExchangeLog {

  private final ExchangeLog log;
  private final LoopCounts counts;
  private final RequestMethod method;
  private final long began = System.nanoTime();

  /** The neighbours in the list of the loop. */
  @Nullable CountedExchange before;

  @Nullable CountedExchange after;

  private @Nullable Request request;
  private @Nullable RequestBody body;
  private @Nullable Watched watched;
  private @Nullable StreamWriter stream;
  private State state = State.HANDLING;
  private int status;
  private long bytes;
  private int kind = -1;
  private boolean subscribes;
  private long headNanos;
  private boolean done;

  CountedExchange(ExchangeLog log, LoopCounts counts, RequestMethod method) {
    this.log = log;
    this.counts = counts;
    this.method = method;
  }

  @Override
  public long number() {
    return log.number();
  }

  @Override
  public Instant began() {
    return log.began();
  }

  @Override
  public void handles(Request request) {
    this.request = request;
    log.handles(request);
  }

  @Override
  public void reads(RequestBody body) {
    this.body = body;
  }

  @Override
  public void carries(Watched exchange) {
    this.watched = exchange;
  }

  /** Returns what a person sees of it; null if its head was refused. */
  @Nullable Watched watched() {
    return watched;
  }

  @Override
  public void answered(int status, long bytes) {
    this.status = status;
    this.bytes = bytes;
    body = null;
    state = State.WAITING_FOR_CLIENT;
    headNanos = System.nanoTime() - began;
    log.answered(status, bytes);
  }

  @Override
  public LineMeter meter() {
    return counts;
  }

  @Override
  public void writes(StreamWriter stream) {
    this.stream = stream;
    log.writes(stream);
  }

  @Override
  public void opened() {
    state = State.SENDING;
    kind = counts.kind(request);
    subscribes = request != null && counts.kinds().subscribes().test(request);
    counts.now().streamsBegun++;
    log.opened();
  }

  @Override
  public void switched() {
    state = State.TUNNEL;
    counts.now().head.record(headNanos, 1);
    log.switched();
  }

  @Override
  public void headSent() {
    if (!done) {
      counts.now().head.record(System.nanoTime() - began, 1);
    }
    log.headSent();
  }

  @Override
  public void done(CloseReason reason) {
    end(reason, 0, bytes);
    log.done(reason);
  }

  @Override
  public void done(CloseReason reason, long lines, long bytes) {
    end(reason, lines, bytes);
    log.done(reason, lines, bytes);
  }

  private void end(CloseReason reason, long lines, long bytes) {
    if (!done) {
      done = true;
      counts.remove(this);
      var now = counts.now();
      now.of(method).add(StatusClass.of(status), 1);
      now.ended.add(reason, 1);
      now.lines += lines;
      now.bytes += bytes;
      if (state == State.WAITING_FOR_CLIENT) {
        now.head.record(headNanos, 1);
      }
    }
  }

  /** Adds what it has sent and is doing. */
  void addTo(Sums sums) {
    sums.exchanges.add(doing(), 1);
    if (kind >= 0) {
      sums.streams[kind]++;
      sums.subscribers += subscribes ? 1 : 0;
    }
    if (stream != null) {
      sums.lines += stream.linesNow();
      sums.bytes += stream.bytesNow();
    }
  }

  private State doing() {
    if (state == State.HANDLING && body != null && body.isAwaited()) {
      return State.RECEIVING;
    }
    if (state != State.SENDING || stream == null) {
      return state;
    }
    if (stream.waitsForClient()) {
      return State.WAITING_FOR_CLIENT;
    }
    return stream.state() == LinePump.State.WAITING_FOR_SOURCE
        ? State.WAITING_FOR_LINE
        : State.SENDING;
  }
}
