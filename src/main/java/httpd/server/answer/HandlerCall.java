package httpd.server.answer;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.ResponseScope;
import httpd.coding.WholeBodies;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.net.LoopTask;
import httpd.server.request.ClientText;
import httpd.server.request.RequestBody;
import httpd.server.request.RequestTraits;
import io.netty.channel.Channel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The call of the handler for one request, on a virtual thread of its own, which hands the response
 * to the event loop; or on the event loop, if the handler does not block and the body is there.
 *
 * <pre>
 *   start() ──► RUNNING ── response, or what the handler threw ──► {@link Exchange#answer}
 *                  │
 *                  │ no memory is left
 *                  └── again and again until the event loop has it ──► {@link Exchange#outOfMemory}
 * </pre>
 */
final class HandlerCall {

  /** How long a thread rests that has no memory to continue: garbage may be collected. */
  private static final long RETRY_NANOS = 10_000_000;

  /** The longest body that a handler may read on the event loop. */
  private static final int LONGEST_BODY_ON_LOOP = 16 * 1024;

  private final Exchange exchange;
  private final Gate gate;
  private final LoopHandlers threads;
  private final Request request;
  private final RequestBody body;
  private final WholeBodies wholeBodies;
  private final Channel channel;
  private final Limit handlers;
  private final ResponseScope scope;
  private final boolean mayBlock;

  /** Made in advance, since there may be no memory to make it. */
  private final Runnable outOfMemory = this::outOfMemory;

  private final Runnable release;

  /** A link of the list of {@link LoopHandlers}. */
  @Nullable HandlerCall next;

  private @Nullable Response response;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Throwable failure;
  private volatile boolean clientGone;

  HandlerCall(
      Exchange exchange,
      ResponseScope scope,
      ServerShare server,
      LoopHandlers threads,
      Request request,
      RequestTraits traits,
      RequestBody body,
      Channel channel) {
    this.exchange = exchange;
    this.scope = scope;
    this.release = exchange::release;
    this.gate = server.gate();
    this.threads = threads;
    this.request = request;
    this.body = body;
    this.wholeBodies = server.codings().wholeBodies(traits.isHttp10());
    this.channel = channel;
    this.handlers = server.limits().of(Bound.HANDLERS);
    this.mayBlock = traits.maySwitch() || mayBlock();
  }

  /**
   * Calls the handler, here if it does not block.
   *
   * @return why it is not called; null if it is
   */
  @Nullable HttpException start() {
    if (body.isAbsent() && !mayBlock) {
      callHere();
      return null;
    }
    if (!takePlace()) {
      return new HttpException(503, "The server handles as many requests as it may");
    }
    threads.start(this);
    return null;
  }

  String threadName() {
    return "httpd-handle " + request.method() + " " + request.path();
  }

  /** There is no thread for it. From any thread. */
  void refuse() {
    releasePlace();
    try {
      var why = new HttpException(503, "The server has no thread left for this request");
      response = gate.leaving(request, ErrorResponses.of(why));
    } catch (Throwable noMemory) {
      failure = noMemory;
    }
    body.leave();
    threads.hand(this);
  }

  private boolean mayBlock() {
    try {
      return gate.mayBlock(request);
    } catch (Throwable unknown) { // The call fails in the same way.
      return true;
    }
  }

  /** Whether the handler answers now without waiting for anything, its body included. */
  boolean isAtOnce() {
    return !mayBlock && body.isComplete() && body.received() <= LONGEST_BODY_ON_LOOP;
  }

  /** Calls a handler on the event loop that has a place and whose body is there. */
  void callWithBody() {
    try {
      callHere();
    } finally {
      releasePlace();
      body.leave();
    }
  }

  /** Calls such a handler on the event loop. */
  private void callHere() {
    threads.callBegins(request);
    try {
      response = wholeBodies.onLoop(request, leaving());
    } catch (Throwable noMemory) {
      failure = noMemory;
      outOfMemory();
      return;
    } finally {
      threads.callEnds();
    }
    deliver();
  }

  private boolean takePlace() {
    return asksServer() || handlers.take(() -> ClientText.answered(503, channel));
  }

  private void releasePlace() {
    if (!asksServer()) {
      handlers.release(1);
    }
  }

  private boolean asksServer() {
    return request.path().equals("*");
  }

  /** Returns the thread that it runs on; null if it has not begun. */
  @Nullable Thread thread() {
    return thread;
  }

  /** The client has gone: interrupts the handler if it is running, and ignores its failure. */
  void clientGone() {
    clientGone = true;
    var running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** On its thread. */
  void run() {
    thread = Thread.currentThread();
    if (clientGone) { // Before there was a thread to interrupt.
      Thread.currentThread().interrupt();
    }
    try {
      response = response();
      threads.hand(this);
    } catch (Throwable noMemory) { // Not even to log it.
      failure = noMemory;
      while (!isToldOutOfMemory()) {
        LockSupport.parkNanos(RETRY_NANOS); // The client gets no other answer.
      }
    }
  }

  /** Releases what the handler held first: the client may send a request as soon as it has this. */
  private Response response() {
    try {
      return wholeBodies.onThread(request, leaving());
    } finally {
      releasePlace();
      body.leave();
    }
  }

  private Response leaving() {
    return gate.leaving(request, handlersResponse());
  }

  private Response handlersResponse() {
    try {
      return scope.call(gate, request);
    } catch (OutOfMemoryError noMemory) {
      throw noMemory;
    } catch (Throwable thrown) {
      return clientGone ? Response.status(500) : ErrorResponses.of(thrown, request);
    }
  }

  @Nullable HandlerCall takeNext() {
    var after = next;
    next = null;
    return after;
  }

  /** On the event loop. */
  void deliver() {
    if (response == null) {
      outOfMemory();
    } else {
      exchange.answer(response);
    }
  }

  /** The connection has ended with its event loop. */
  void loopHasEnded() {
    if (response != null) {
      response.close();
    }
    exchange.release();
  }

  private boolean isToldOutOfMemory() {
    try {
      LoopTask.execute(channel.eventLoop(), outOfMemory, release);
      return true;
    } catch (OutOfMemoryError again) {
      return false;
    }
  }

  private void outOfMemory() {
    exchange.outOfMemory();
    var cause = failure;
    if (cause != null && !clientGone) {
      ErrorResponses.tryToLog(request, "answered 500, its handler failed", cause);
    }
  }
}
