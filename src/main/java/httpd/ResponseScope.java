package httpd;

import httpd.line.LineSource;
import httpd.line.log.ServerLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What the handler of one request has opened on its thread: the server closes all of it, sent or
 * not.
 *
 * <pre>
 *             call(handler): lines                 end()
 *   OPEN ──────────────────────────────► STREAMING ─────────► ENDED: what was not sent is closed,
 *     │                                                         ▲      and so is what is made later
 *     └── call(handler): no lines, or it fails; end() ──────────┘
 * </pre>
 *
 * <p>Lines and files are sent once: the first request that answers with them owns them, and for any
 * other they are an error. What was made outside a request is closed by the request that sends it,
 * or by the code that drops it. Text, bytes and lists need no closing, and may be sent again. Safe
 * for all threads.
 */
public final class ResponseScope {

  private static final System.Logger LOG = ServerLog.ofServer();
  private static final ScopedValue<ResponseScope> CURRENT = ScopedValue.newInstance();

  /** What happened to lines and files, by {@link #origin}. */
  private static final WeakIdentityMap<Use> USES = new WeakIdentityMap<>();

  private enum Use {
    SENT,
    SENT_AND_CLOSED,
    CLOSED_UNSENT
  }

  // Guarded by this.
  private @Nullable List<AutoCloseable> opened;
  private boolean ended;

  /** Makes the scope of a request. */
  public ResponseScope() {}

  /**
   * Calls a handler. The caller sends or {@linkplain Response#close closes} the response. All else
   * that the handler has opened is closed at once; if the response has lines, which may read it,
   * {@link #end} closes it.
   *
   * @throws IllegalStateException if the handler returns null, or a body that was sent or closed
   * @throws Exception what the handler throws
   */
  public Response call(Handler handler, Request request) throws Exception {
    boolean mayUseOthers = false;
    try {
      var response = ScopedValue.where(CURRENT, this).call(() -> handler.handle(request));
      if (response == null) {
        throw new IllegalStateException("the handler returned null instead of a Response");
      }
      claim(response.body());
      mayUseOthers = resource(response.body()) instanceof LineSource;
      return response;
    } finally {
      if (!mayUseOthers) {
        end();
      }
    }
  }

  /**
   * Calls what makes a response that may outlive the request on this thread. All that it opens is
   * of this scope.
   */
  public Response call(Callable<Response> start) throws Exception {
    return ScopedValue.where(CURRENT, this).call(start::call);
  }

  /**
   * Takes a response as sent, for what reads its body in place of the server.
   *
   * @throws IllegalStateException if its body was sent or closed
   */
  public static void claim(Response response) {
    claim(response.body());
  }

  /** Gives what was opened to the request that is handled on this thread. */
  public void passOn() {
    List<AutoCloseable> all;
    synchronized (this) {
      ended = true;
      all = opened;
      opened = null;
    }
    if (all != null) {
      all.forEach(ResponseScope::adopt);
    }
  }

  /** Closes what was opened and is not sent. Later calls do nothing. */
  public void end() {
    List<AutoCloseable> unsent;
    synchronized (this) {
      ended = true;
      unsent = opened;
      opened = null;
    }
    if (unsent != null) { // The last first, which may read those before it.
      unsent.reversed().forEach(ResponseScope::closeIfUnused);
    }
  }

  /** Adds a body to the request that is handled on this thread. */
  static void adopt(Body body) {
    adopt(resource(body));
  }

  /** Adds what a body will read; null for nothing. */
  static void adopt(@Nullable AutoCloseable resource) {
    if (resource != null && CURRENT.isBound()) {
      CURRENT.get().add(resource);
    }
  }

  /** Closes a body, sent or not. Later calls do nothing. */
  static void close(Body body) {
    var resource = resource(body);
    if (resource == null) {
      return;
    }
    var origin = origin(resource);
    var before = USES.putIfAbsent(origin, Use.CLOSED_UNSENT);
    if (before == null
        || (before == Use.SENT && USES.replace(origin, Use.SENT, Use.SENT_AND_CLOSED))) {
      closeNow(resource);
    }
  }

  @SuppressWarnings("ReferenceEquality") // The same body, on its way through withHeader.
  private void add(AutoCloseable resource) {
    synchronized (this) {
      if (!ended) {
        opened = opened == null ? new ArrayList<>(2) : opened;
        if (opened.isEmpty() || opened.getLast() != resource) {
          opened.add(resource);
        }
        return;
      }
    }
    closeIfUnused(resource);
  }

  private static void claim(Body body) {
    var resource = resource(body);
    var before = resource == null ? null : USES.putIfAbsent(origin(resource), Use.SENT);
    if (before == Use.CLOSED_UNSENT) {
      throw new IllegalStateException(
          "the response was closed before it was sent; the server closes what it sends, so return"
              + " it open, from the request that made it");
    }
    if (before != null) {
      throw new IllegalStateException(
          "the response has lines or a file that another response has sent already; they can be"
              + " sent once, so make new ones for each request");
    }
  }

  private static void closeIfUnused(AutoCloseable resource) {
    if (USES.putIfAbsent(origin(resource), Use.CLOSED_UNSENT) == null) {
      closeNow(resource);
    }
  }

  private static void closeNow(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Throwable failure) { // The others are closed too.
      LOG.log(System.Logger.Level.WARNING, "closing the body of a response failed", failure);
    }
  }

  /** Returns what a body holds open, or null. */
  private static @Nullable AutoCloseable resource(Body body) {
    // Not a switch over types: its first use makes classes, which the first request waits for.
    if (body instanceof Body.Lines lines) {
      return lines.source();
    }
    if (body instanceof Body.PassThrough pieces) {
      return pieces.source();
    }
    if (body instanceof Body.Switching switching) {
      return switching.source();
    }
    return body instanceof Body.File file ? file.channel() : null;
  }

  private static Object origin(AutoCloseable resource) {
    var origin = resource instanceof LineSource source ? source.origin() : resource;
    return origin instanceof Lines lines ? lines.origin() : origin;
  }
}
