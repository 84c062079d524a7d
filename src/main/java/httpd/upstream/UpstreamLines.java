package httpd.upstream;

import httpd.Headers;
import httpd.limit.StreamMemory;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.split.EventLineSplitter;
import httpd.line.split.LineSplitter;
import httpd.line.split.UnfinishedLine;
import httpd.net.ErrorText;
import httpd.upstream.request.Redirection;
import httpd.upstream.request.UpstreamException;
import httpd.upstream.request.UpstreamRequest;
import httpd.upstream.response.ResponseHead;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one response, or of the one that it redirects to.
 *
 * <pre>
 *         first poll            redirect: another exchange
 *   NEW ────────────► OPEN ◄───────┐
 *    │                 │ └─────────┘   the exchange runs on its event loop and fills the queue,
 *    │                 │               which keeps the end or the failure after the last line
 *    │ close()         │ close()
 *    └───► CLOSED ◄────┘               the exchange is cancelled, unless it is done
 * </pre>
 *
 * <p>Lines are unchanged bytes; lines beyond the limit come in pieces, and the last one may lack
 * its ending. {@link Poll.End} means that the response was complete by its own framing; {@link
 * Poll.Failed} has an {@link UpstreamException}. When a response breaks off, an incomplete line is
 * dropped, except the pieces that were given.
 *
 * <p>Threads: the owner polls, any thread closes, the event loop produces. Wake-ups run on the
 * event loop, and on the thread that closes. When {@link LineQueue#DEFAULT_LIMIT} bytes and one
 * read are queued, the connection is not read.
 */
final class UpstreamLines implements LineSource, ResponseListener {

  private enum State {
    NEW,
    OPEN,
    CLOSED
  }

  private final UpstreamClient client;
  private final UpstreamLimits limits;
  private final LineQueue queue = new LineQueue(StreamMemory.ofTheProcess());
  private final LineSplitter splitter = new LineSplitter();

  /** Used in place of the other one if the response is an event stream. */
  private @Nullable EventLineSplitter events;

  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

  /** Of the current exchange; the first poll and the event loop write it, in this order. */
  private volatile UpstreamRequest request;

  private volatile @Nullable UpstreamExchange exchange;
  private int redirects;

  UpstreamLines(UpstreamClient client, UpstreamRequest request, UpstreamLimits limits) {
    this.client = client;
    this.request = request;
    this.limits = limits;
  }

  @Override
  public Poll poll(Runnable wake) {
    if (state.get() == State.NEW && state.compareAndSet(State.NEW, State.OPEN)) {
      start();
    }
    return queue.poll(wake);
  }

  @Override
  public void close() {
    state.set(State.CLOSED);
    queue.close();
    cancelExchange();
  }

  /** Uses the event loop that polls the lines, if one does, for their connection too. */
  private void start() {
    var started = client.exchange(request, limits, this, ThreadExecutorMap.currentExecutor());
    if (started == null) {
      queue.fail(UpstreamException.clientClosed(request));
      return;
    }
    exchange = started;
    started.start();
    if (state.get() == State.CLOSED) {
      cancelExchange(); // The close came before the exchange was there.
    }
  }

  private void cancelExchange() {
    var running = exchange;
    if (running != null) {
      running.cancel();
    }
  }

  @Override
  public void head(ResponseHead head) throws UpstreamException {
    var location = head.location();
    if (location != null && Redirection.isOne(head.code())) {
      follow(head.code(), location);
      return;
    }
    var objection = head.objection();
    if (objection != null) {
      throw new UpstreamException(request, objection, null);
    }
    request = request.sent();
    events = head.isEventStream() ? new EventLineSplitter() : null;
  }

  private void follow(int status, String location) throws UpstreamException {
    redirects++;
    UpstreamRequest next;
    try {
      next = request.redirected(status, Redirection.follow(request.address(), location, redirects));
    } catch (IllegalArgumentException e) {
      throw new UpstreamException(
          request, "the redirect cannot be followed: " + ErrorText.reason(e), e);
    }
    if (next.uncovers(request)) {
      var why = "redirected from https to " + next.address() + ", where its body is not sent";
      throw new UpstreamException(request, why, null);
    }
    request = next;
    var left = exchange;
    if (left != null) {
      left.finish(false);
    }
    start();
  }

  @Override
  public boolean bytes(byte[] bytes, int offset, int length, Runnable whenRoom) {
    var lines = new ArrayList<Line>();
    if (events == null) {
      splitter.split(bytes, offset, length, lines::add);
    } else {
      events.split(bytes, offset, length, lines::add);
    }
    return lines.isEmpty() || queue.offer(lines, whenRoom);
  }

  @Override
  public long unfinished() {
    return events == null ? UnfinishedLine.NONE : events.unfinished();
  }

  @Override
  public boolean passUnfinished(Runnable whenRoom) {
    var line = events == null ? Optional.<Line>empty() : events.takeUnfinished();
    return line.isEmpty() || queue.offer(line.get(), whenRoom);
  }

  @Override
  public void end(Headers trailers) {
    Consumer<Line> last = line -> queue.offer(line, () -> {});
    if (events == null) {
      splitter.end(last);
    } else {
      events.end(last);
    }
    queue.end();
  }

  @Override
  public void failed(Throwable cause) {
    queue.fail(cause);
  }

  @Override
  public String toString() {
    return "UpstreamLines[" + request + "]";
  }
}
