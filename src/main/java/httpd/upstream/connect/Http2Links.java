package httpd.upstream.connect;

import httpd.upstream.request.Origin;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of HTTP/2 of one event loop that take more streams. On that loop only. */
public final class Http2Links {

  private final Map<Origin, List<Http2Link>> open = new HashMap<>();

  /** Where a connection is being made, and who waits for it. */
  private final Map<Origin, List<Consumer<Boolean>>> dialling = new HashMap<>();

  /** Returns one to an origin with room for a stream; null if there is none. */
  public @Nullable Http2Link free(Origin origin) {
    for (var link : open.getOrDefault(origin, List.of())) {
      if (link.hasRoom()) {
        return link;
      }
    }
    return null;
  }

  /**
   * Announces that the caller makes a connection, unless another one is being made.
   *
   * @param later told once whether that one was made; not told if the result is true
   * @return whether the caller is to make it, and to tell its end by {@link #dialled}
   */
  public boolean dial(Origin origin, Consumer<Boolean> later) {
    var waiting = dialling.putIfAbsent(origin, new ArrayList<>());
    if (waiting != null) {
      waiting.add(later);
    }
    return waiting == null;
  }

  /** Has those go on that wait for a connection, which is there or has failed. */
  public void dialled(Origin origin, boolean made) {
    var waiting = dialling.remove(origin);
    if (waiting != null) {
      waiting.forEach(later -> later.accept(made));
    }
  }

  /**
   * Begins HTTP/2 over a new connection. The caller opens the first stream at once.
   *
   * @param awaited whether others wait for it: they go on when they know how many streams it takes
   */
  public Http2Link begin(Origin origin, Channel connected, boolean awaited) {
    var link = Http2Link.begin(connected, origin, this::remove);
    if (awaited) {
      link.whenSettled(made -> dialled(origin, made));
    }
    open.computeIfAbsent(origin, of -> new ArrayList<>()).add(link);
    return link;
  }

  private void remove(Http2Link link) {
    var ofOrigin = open.get(link.origin());
    if (ofOrigin != null) {
      ofOrigin.remove(link);
      if (ofOrigin.isEmpty()) {
        open.remove(link.origin());
      }
    }
  }

  /** Closes those without streams; at most one of them if asked for room. */
  void closeIdle(boolean one) {
    var idle = open.values().stream().flatMap(List::stream).filter(Http2Link::isIdle).toList();
    idle.stream().limit(one ? 1 : idle.size()).forEach(Http2Link::close);
  }
}
