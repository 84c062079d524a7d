package httpd.server.answer;

import httpd.Body;
import httpd.CloseReason;
import httpd.Request;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.net.SocketReset;
import httpd.stream.Framing;
import httpd.websocket.CloseCode;
import httpd.websocket.OutgoingMessages;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket (RFC 6455): a stream of messages to the client, and a {@link MessageInput} from it.
 *
 * <pre>
 *             the source ends or fails · too old · stop · the client closes or breaks a rule
 *   OPEN ──────────────────────────────────────────────────────────────────► CLOSING: a close frame
 *    │                                                                           │
 *    │ gone · no answer to a ping     the client's close, or {@value #CLOSE_SECONDS} s without one │
 *    └──────────────────────► CUT     COMPLETE, then a FIN ◄─────────────────────┘
 * </pre>
 *
 * <p>{@link OutgoingMessages} has the states of the close; the {@link StreamAnswer} below takes its
 * end for a complete stream, whatever the code in it was.
 */
final class WebSocketAnswer extends StreamAnswer {

  /** How long the client may take to answer a close frame. */
  private static final int CLOSE_SECONDS = 2;

  /** How long a client may take to read what is before a close frame. */
  private static final int ROOM_SECONDS = 10;

  private final Request request;
  private final Body.WebSocket socket;
  private final OutgoingMessages outgoing;
  private final EventStreamPolicy policy;
  private final MessageInput input;
  private final PingTimer pings;

  static Answer of(
      Owner owner, ServerShare server, Request request, Response response, Body.WebSocket socket) {
    return new Draft(owner, server, request, response, socket).answer;
  }

  /** Ties what knows each other. */
  private static final class Draft implements OutgoingMessages.Listener {

    private final WebSocketAnswer answer;

    Draft(
        Owner owner,
        ServerShare server,
        Request request,
        Response response,
        Body.WebSocket socket) {
      var outgoing = OutgoingMessages.of(socket.source(), this);
      answer =
          new WebSocketAnswer(
              owner,
              request,
              response,
              socket,
              outgoing,
              server.limits().of(Bound.STREAMS),
              server.events(),
              new MessageInput(server.limits(), owner.channel(), outgoing));
    }

    @Override
    public void closes(CloseReason reason) {
      answer.awaitRoom(reason);
    }

    @Override
    public void closeIsSent() {
      answer.awaitClose();
    }
  }

  private WebSocketAnswer(
      Owner owner,
      Request request,
      Response response,
      Body.WebSocket socket,
      OutgoingMessages outgoing,
      Limit streams,
      EventStreamPolicy policy,
      MessageInput input) {
    super(owner, response, StreamBody.of(outgoing), streams);
    this.request = request;
    this.socket = socket;
    this.outgoing = outgoing;
    this.policy = policy;
    this.input = input;
    this.pings = new PingTimer(owner.channel().eventLoop(), policy, outgoing, input, this::dead);
  }

  @Override
  boolean switches() {
    return true;
  }

  @Override
  boolean maySurviveStop() {
    return false;
  }

  @Override
  Framing framing(Delivery delivery) {
    return Framing.MESSAGES;
  }

  @Override
  ChannelFuture writeHead(Delivery delivery) {
    SocketReset.onClose(owner.channel(), true); // Unless both sides have closed.
    log().answered(response.status(), 0);
    var headers = HeadFields.copy(response.headers());
    headers.set(HttpHeaderNames.CONNECTION, "Upgrade");
    return delivery
        .messages()
        .write(
            new DefaultHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, headers));
  }

  @Override
  void begin() {
    policy.schedule().opened();
    if (policy.beats()) {
      EventAnswer.setUserTimeout(
          EventAnswer.connection(owner.channel()), EventAnswer.USER_TIMEOUT_MILLIS);
    }
    long right = body.source().remainingNanos();
    long age = policy.ageNanos();
    if (right <= age && right < Long.MAX_VALUE) {
      endIn(right, () -> leave(CloseCode.REFUSED, "the token has expired"));
    } else if (age < Long.MAX_VALUE) {
      endIn(age, () -> leave(CloseCode.GOING_AWAY, "the stream is too old: come back"));
    }
    pings.start();
    input.start(owner, socket.sink());
  }

  private void leave(CloseCode code, String why) {
    outgoing.close(code, why, CloseReason.STREAM_TOO_OLD);
  }

  /** At its moment of the stop, since all clients are going to come back. */
  @Override
  void serverStopping() {
    if (outgoing.isClosing()) {
      return; // The close has a time of its own.
    }
    cancelTimer();
    long delay = policy.schedule().next().delayNanos();
    Runnable stop =
        () ->
            outgoing.close(
                CloseCode.GOING_AWAY, "the server is stopping", CloseReason.SERVER_STOPPED);
    if (delay == 0) {
      stop.run();
    } else {
      endIn(delay, stop);
    }
  }

  /** Cuts a client that takes no close frame. After the end of the lines it may take its time. */
  private void awaitRoom(CloseReason reason) {
    cancelTimer();
    if (reason != CloseReason.COMPLETED) {
      endIn(TimeUnit.SECONDS.toNanos(ROOM_SECONDS), () -> close(reason));
    }
  }

  /** The close frame is on its way. */
  private void awaitClose() {
    cancelTimer();
    endIn(TimeUnit.SECONDS.toNanos(CLOSE_SECONDS), outgoing::expire);
  }

  private void dead() {
    close(CloseReason.CLIENT_GONE);
  }

  @Override
  boolean inputEnded() {
    if (!outgoing.isClosing()) {
      return false;
    }
    outgoing.expire();
    return true;
  }

  @Override
  CloseReason why(CloseReason reason) {
    boolean isKnown = reason == CloseReason.COMPLETED || outgoing.reason() != CloseReason.COMPLETED;
    return outgoing.isClosing() && isKnown ? outgoing.reason() : reason;
  }

  @Override
  void end(boolean complete) {
    super.end(complete);
    pings.stop();
    input.end(outgoing.isClosing());
    policy.schedule().closed();
    if (complete) {
      SocketReset.onClose(owner.channel(), false);
    }
    var failure = outgoing.failure();
    if (failure != null) {
      ErrorResponses.tryToLog(request, "closed the WebSocket, " + what(), failure);
    }
  }

  private @Nullable String what() {
    return outgoing.reason() == CloseReason.CLIENT_TOO_SLOW
        ? "its client is too slow"
        : "its lines failed";
  }
}
