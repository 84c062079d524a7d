package httpd.upstream;

import httpd.Headers;
import httpd.limit.StreamMemory;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.split.LineSplitter;
import httpd.line.split.LongLines;
import httpd.line.split.UnfinishedLine;
import httpd.net.ErrorText;
import httpd.upstream.request.UpstreamException;
import httpd.upstream.request.UpstreamRequest;
import httpd.upstream.response.ResponseHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A request that is passed on, and its response.
 *
 * <pre>
 *              head                     last byte
 *   AWAITED ─────────► READING ────────────────────► ENDED
 *      │                  │
 *      │ failure          │ failure: the body fails after the lines that have come
 *      ▼                  ▼
 *   {@link #response} throws      closing the call or the body cancels the exchange, in any state
 * </pre>
 *
 * <p>The exchange runs on its event loop and fills a {@link LineQueue}; the threads that wait, and
 * the owner of the body, are others.
 */
public final class UpstreamCall {

  /** Bytes of a line that are held until its end is there; a longer line is passed in pieces. */
  private static final int LONGEST_HELD = 64 * 1024;

  /** Those that are passed on of one response; an upstream could send them without end. */
  private static final int MOST_HINTS = 16;

  private final CompletableFuture<UpstreamResponse> response = new CompletableFuture<>();
  private final LineQueue queue = new LineQueue(StreamMemory.ofTheProcess());
  private final LineSource body = new PassedBody();
  private volatile @Nullable UpstreamExchange exchange;
  private volatile Headers trailers = Headers.EMPTY;

  UpstreamCall() {}

  void start(UpstreamExchange exchange) {
    this.exchange = exchange;
    exchange.start();
  }

  ResponseListener receiver(UpstreamRequest request, boolean byLine, Reception reception) {
    return new Passage(request, byLine, reception);
  }

  public UpstreamResponse response() throws UpstreamException, InterruptedException {
    try {
      return response.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UpstreamException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits for the head of the response; null if it has not come in time. */
  public @Nullable UpstreamResponse response(Duration limit)
      throws UpstreamException, InterruptedException {
    try {
      response.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return null;
    } catch (ExecutionException told) {
      return response();
    }
    return response();
  }

  /** Runs a task when {@link #isAnswered} becomes true: at once, or later on an event loop. */
  public void whenAnswered(Runnable task) {
    var _ = response.whenComplete((head, failure) -> task.run());
  }

  public boolean isAnswered() {
    return response.isDone();
  }

  /** The response, or null as long as its head has not come. */
  public @Nullable UpstreamResponse head() {
    return response.state() == Future.State.SUCCESS ? response.resultNow() : null;
  }

  /** Why there is no response; "" if there is one, or one may still come. */
  public String failure() {
    return response.state() == Future.State.FAILED
        ? String.valueOf(response.exceptionNow().getMessage())
        : "";
  }

  public LineSource body() {
    return body;
  }

  /** Closes the connection, unless the response is complete. Any thread, any number of times. */
  public void close() {
    queue.close();
    var running = exchange;
    if (running != null) {
      running.cancel();
    }
  }

  private void send(LineSource source) {
    var running = exchange;
    if (running != null) {
      running.send(source);
    }
  }

  /** The body. Its close closes the call, unless it has ended: a tunnel may still send. */
  private final class PassedBody implements LineSource {
    private volatile boolean ended;

    @Override
    public Poll poll(Runnable wake) {
      var poll = queue.poll(wake);
      if (poll instanceof Poll.End) {
        ended = true;
      }
      return poll;
    }

    @Override
    public void close() {
      if (ended) {
        queue.close();
      } else {
        UpstreamCall.this.close();
      }
    }
  }

  private final class Passage implements ResponseListener {
    private final UpstreamRequest request;
    private final boolean byLine;
    private final Reception reception;
    private int hints;
    private @Nullable LineSplitter splitter;

    Passage(UpstreamRequest request, boolean byLine, Reception reception) {
      this.reception = reception;
      this.request = request.sent();
      this.byLine = byLine;
    }

    @Override
    public void earlyHints(ResponseHead head) throws UpstreamException {
      hints++;
      if (hints <= MOST_HINTS) {
        reception.earlyHints().accept(headers(head));
      }
    }

    @Override
    public void head(ResponseHead head) throws UpstreamException {
      boolean inPieces = reception.eventsInPieces() && head.isEventStream();
      boolean ofLines = byLine && !inPieces && head.hasLines();
      splitter = ofLines ? new LineSplitter(LONGEST_HELD, LongLines.UNCOUNTED_PIECES) : null;
      response.complete(
          new UpstreamResponse(
              head.code(),
              headers(head),
              body,
              ofLines,
              head.length(),
              () -> trailers,
              UpstreamCall.this::send));
    }

    private Headers headers(ResponseHead head) throws UpstreamException {
      try {
        return head.headers();
      } catch (IllegalArgumentException e) {
        throw new UpstreamException(
            request, "the response head is malformed: " + ErrorText.reason(e), e);
      }
    }

    @Override
    public boolean bytes(byte[] bytes, int offset, int length, Runnable whenRoom) {
      if (splitter == null) {
        var piece = Arrays.copyOfRange(bytes, offset, offset + length);
        return queue.offer(new Line(piece, Line.Ending.NONE), whenRoom);
      }
      var lines = new ArrayList<Line>();
      splitter.split(bytes, offset, length, lines::add);
      return lines.isEmpty() || queue.offer(lines, whenRoom);
    }

    @Override
    public long unfinished() {
      return splitter == null ? UnfinishedLine.NONE : splitter.unfinished();
    }

    @Override
    public boolean passUnfinished(Runnable whenRoom) {
      var piece = new ArrayList<Line>(1);
      if (splitter != null) {
        splitter.end(piece::add);
      }
      return piece.isEmpty() || queue.offer(piece, whenRoom);
    }

    @Override
    public void end(Headers came) {
      passUnfinished(() -> {});
      trailers = came;
      queue.end();
    }

    @Override
    public void failed(Throwable cause) {
      response.completeExceptionally(cause);
      queue.fail(cause);
    }
  }
}
