package httpd.upstream;

import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one response.
 *
 * <pre>
 *         first poll
 *   NEW ────────────► OPEN      the exchange runs on its event loop and fills the queue, which
 *    │                 │        keeps the end or the failure behind the last line
 *    │ close()         │ close()
 *    └───► CLOSED ◄────┘        the exchange is cancelled; it does nothing if it was done
 * </pre>
 *
 * <p>Lines are untouched bytes; the last one may lack its ending. {@link Poll.End} means that the
 * response was whole by its own framing, {@link Poll.Failed} carries an {@link UpstreamException},
 * or a {@link httpd.line.LineTooLongException} for a line longer than {@link
 * httpd.line.LineSplitter#LONGEST_LINE}. A line that had begun when the response broke is dropped.
 *
 * <p>Threads: the owner polls, anyone closes, the event loop produces. Wake-ups run on the event
 * loop, and on the thread of whoever closes. At most {@link LineQueue#DEFAULT_LIMIT} bytes and what
 * one read brought wait beside the batch at the owner; beyond that nothing is read from the
 * connection.
 */
final class UpstreamLines implements LineSource {

  private enum State {
    NEW,
    OPEN,
    CLOSED
  }

  private final UpstreamClient client;
  private final UpstreamRequest request;
  private final LineQueue queue = new LineQueue();
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private volatile @Nullable Exchange exchange;

  UpstreamLines(UpstreamClient client, UpstreamRequest request) {
    this.client = client;
    this.request = request;
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

  private void start() {
    var started = client.exchange(request, queue);
    if (started == null) {
      queue.fail(Exchange.clientClosed(request));
      return;
    }
    exchange = started;
    started.start();
    if (state.get() == State.CLOSED) {
      cancelExchange(); // The close came in between and saw no exchange.
    }
  }

  private void cancelExchange() {
    var running = exchange;
    if (running != null) {
      running.cancel();
    }
  }

  @Override
  public String toString() {
    return "UpstreamLines[" + request + "]";
  }
}
