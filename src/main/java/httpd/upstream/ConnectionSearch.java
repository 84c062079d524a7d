package httpd.upstream;

import httpd.net.ErrorText;
import httpd.upstream.connect.ConnectionPool;
import httpd.upstream.connect.Dial;
import httpd.upstream.connect.DialSettings;
import httpd.upstream.connect.Http2Link;
import httpd.upstream.request.Origin;
import httpd.upstream.request.UpstreamException.Kind;
import io.netty.channel.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds the connection of one exchange: one that is idle, a stream of one that exchanges share, or
 * a new one.
 *
 * <pre>
 *           one is idle · one has room for a stream
 *   BEGUN ───────────────────────────────────────────► found
 *     │ none is there            made                    ▲
 *     ├───────────────► DIALLING ────────────────────────┤
 *     │ another exchange makes one          it has room  │
 *     └───────────────► WAITING ─────────────────────────┘
 * </pre>
 *
 * <p>On its event loop only.
 */
final class ConnectionSearch implements Dial.Listener {

  /** Told of the end of each search, on the event loop. */
  interface Owner {

    /** A channel for the exchange, which owns it. */
    void found(Channel channel);

    void fail(Kind kind, String what, @Nullable Throwable cause);

    /** The event loop has ended meanwhile. Any thread. */
    void loopHasEnded();
  }

  private final Origin origin;
  private final ConnectionPool pool;
  private final Duration limit;
  private final DialSettings settings;
  private final Owner owner;
  private @Nullable Dial dial;

  /** Whether other exchanges wait for the connection that is being made. */
  private boolean dialsForOthers;

  private boolean pooled;
  private boolean cancelled;

  ConnectionSearch(
      Origin origin, ConnectionPool pool, Duration limit, DialSettings settings, Owner owner) {
    this.origin = origin;
    this.pool = pool;
    this.limit = limit;
    this.settings = settings;
    this.owner = owner;
  }

  /**
   * Begins. A request that cannot be sent twice must not meet a connection that is just being
   * closed.
   */
  void begin(boolean repeatable) {
    pooled = false;
    if (origin.http2()) {
      findStream(repeatable);
      return;
    }
    var idle = repeatable ? pool.take(origin) : null;
    if (idle == null) {
      dial();
    } else {
      pooled = true;
      owner.found(idle);
    }
  }

  /** Whether what was found may have been closed already; asked once. */
  boolean takePooled() {
    boolean was = pooled;
    pooled = false;
    return was;
  }

  private void findStream(boolean repeatable) {
    var link = pool.links().free(origin);
    if (link != null) {
      pooled = repeatable;
      open(link);
    } else if (pool.links().dial(origin, made -> goOnAfterDial(made, repeatable))) {
      dialsForOthers = true;
      dial();
    }
  }

  /** Continues after the dial of another exchange. If it failed, each that waited dials itself. */
  private void goOnAfterDial(boolean made, boolean repeatable) {
    if (cancelled) {
      return;
    }
    if (made) {
      findStream(repeatable);
    } else {
      dial();
    }
  }

  private void open(Http2Link link) {
    var opening = link.open();
    opening.addListener(opened -> {
      if (!opened.isSuccess()) {
        var cause = opened.cause();
        owner.fail(Kind.UNREACHABLE, "no stream: " + ErrorText.reason(cause), cause);
      } else if (cancelled) {
        opening.getNow().close();
      } else {
        owner.found(opening.getNow());
      }
    });
  }

  /** Makes a connection. */
  void dial() {
    dial = new Dial(pool, origin, limit, settings, this);
    dial.start();
  }

  @Override
  public void connected(Channel connected) {
    dial = null;
    if (origin.http2()) {
      var link = pool.links().begin(origin, connected, dialsForOthers);
      dialsForOthers = false;
      open(link);
    } else {
      owner.found(connected);
    }
  }

  @Override
  public void fail(Kind kind, String what, @Nullable Throwable cause) {
    owner.fail(kind, what, cause);
  }

  @Override
  public void loopHasEnded() {
    owner.loopHasEnded();
  }

  void cancel() {
    cancelled = true;
    if (dial != null) {
      dial.cancel();
    }
    if (dialsForOthers) {
      dialsForOthers = false;
      pool.links().dialled(origin, false);
    }
  }
}
