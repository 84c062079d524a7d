package httpd.server.http2;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.server.request.ClientText;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import org.jspecify.annotations.Nullable;

/**
 * The streams that were reset here: frames of the most recent ones may still arrive, and those that
 * the client has provoked are counted. A connection on which none was reset has no memory for them.
 */
final class ResetStreams {

  /** As many as a connection may have at once, unless that is set. */
  private static final int MOST = 256;

  private final Channel channel;
  private final Limits limits;
  private final FrameGuard guard;
  private int @Nullable [] ids;
  private int next;

  ResetStreams(Channel channel, Limits limits, FrameGuard guard) {
    this.channel = channel;
    this.limits = limits;
    this.guard = guard;
  }

  /**
   * Opens a stream whose head cannot be used, or that is one too many, so that it can be reset and
   * what follows is dropped. One whose head is too large is opened by Netty.
   */
  static void open(Http2Connection connection, Http2Exception error) {
    int streamId = Http2Exception.streamId(error);
    var client = connection.remote();
    if (!client.isValidStreamId(streamId)
        || client.mayHaveCreatedStream(streamId)
        || error instanceof Http2Exception.HeaderListSizeException) {
      return;
    }
    int most = client.maxActiveStreams();
    client.maxActiveStreams(Math.max(most, client.numActiveStreams() + 1));
    try {
      client.createStream(streamId, false);
    } catch (Http2Exception closing) {
      // What comes behind the last stream of a GOAWAY is dropped.
    } finally {
      client.maxActiveStreams(most);
    }
  }

  /** Whether a stream has ended in both directions, or was reset here. */
  static boolean isOver(Http2Connection connection, int streamId) {
    var stream = connection.stream(streamId);
    return stream == null
        ? connection.remote().mayHaveCreatedStream(streamId)
        : stream.isResetSent();
  }

  void add(int streamId) {
    if (ids == null) {
      ids = new int[MOST];
    }
    ids[next] = streamId;
    next = (next + 1) % MOST;
  }

  boolean contains(int streamId) {
    if (ids != null) {
      for (int id : ids) {
        if (id == streamId) {
          return true;
        }
      }
    }
    return false;
  }

  /** Counts a reset; returns what there is too much of, null if it is not. */
  @Nullable String count(long code, boolean stops) {
    if (!isOfClient(code)) {
      return null;
    }
    if (code == Http2Error.REFUSED_STREAM.code() && !stops) {
      limits
          .of(Bound.H2_STREAMS)
          .reached(() -> "refused a stream of " + ClientText.address(channel));
    }
    return guard.provokesReset();
  }

  /** Whether the code is one that the server uses for errors of the client alone. */
  private static boolean isOfClient(long code) {
    return code != Http2Error.NO_ERROR.code()
        && code != Http2Error.CANCEL.code()
        && code != Http2Error.INTERNAL_ERROR.code()
        && code != Http2Error.ENHANCE_YOUR_CALM.code();
  }
}
