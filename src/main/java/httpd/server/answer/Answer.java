package httpd.server.answer;

import httpd.CloseReason;
import httpd.Response;
import httpd.net.ReadControl;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A response on its way to the client, of one kind of body.
 *
 * <pre>
 *   CHOSEN ── start(), startBodiless() ──► STARTED ──► ended(reason) or the connection is closed
 *      └───── discard() ─────────────────► DISCARDED   nothing is written
 * </pre>
 *
 * <p>It is told what it needs of its connection in a {@link Delivery}, and what happens to that in
 * the methods below; it tells its {@link Owner} how it ended. On the event loop of its connection
 * only.
 */
abstract sealed class Answer
    permits TextAnswer, LongTextAnswer, FileBodyAnswer, StreamAnswer, TunnelAnswer {

  interface Owner {

    Channel channel();

    ExchangeLog log();

    /** The answer is about to be cut: its channel is closed next. */
    default void cuts(CloseReason reason) {}

    /**
     * The answer has ended. If it is not complete, its connection is being closed.
     *
     * @param cause what failed; null if nothing did
     */
    void ended(CloseReason reason, @Nullable Throwable cause);

    /** The answer is complete and on its way; the turn that took it logs its end. */
    void taken();

    /** The connection is to be handed to a tunnel; its 101 is on the way. */
    void switched(ClientTunnel tunnel);

    void tunnelEnded();

    /**
     * Hands on what the client sends from now on, as bytes of another protocol.
     *
     * @return what pauses it
     */
    ReadControl takeInput(Consumer<ByteBuf> input);
  }

  final Owner owner;
  final Response response;

  /** Whether {@code Vary: Accept-Encoding} is to be added to the fields of the response. */
  boolean lacksVary;

  Answer(Owner owner, Response response) {
    this.owner = owner;
    this.response = response;
  }

  final ExchangeLog log() {
    return owner.log();
  }

  /** Writes the head and the body, or begins to. */
  abstract void start(Delivery delivery);

  /** Whether the length of the body is known, so that the close of a connection is not its end. */
  boolean hasKnownLength() {
    return true;
  }

  /** Returns the length of the body in bytes; negative if it is unknown. */
  abstract long length();

  boolean isLazy() {
    return false;
  }

  /** Whether the connection belongs to another protocol once it has started. */
  boolean switches() {
    return false;
  }

  /** Whether it may start though the server is stopping. */
  boolean maySurviveStop() {
    return true;
  }

  /**
   * Takes its place among the answers of its kind.
   *
   * @return why there is no place for it; null if there is
   */
  @Nullable String takePlace() {
    return null;
  }

  /** Returns how far it has come. */
  Progress progress() {
    return Progress.of(Progress.State.WAITING_FOR_CLIENT);
  }

  void writabilityChanged() {}

  /** The connection is closed; a write that was under way fails by itself. */
  void clientGone(CloseReason reason) {}

  void serverStopping() {}

  /**
   * The client sends no more.
   *
   * @return whether the answer ends by itself; otherwise the client has left
   */
  boolean inputEnded() {
    return false;
  }

  /** Closes what the response holds, and returns what the answer has taken; again does nothing. */
  void discard() {
    response.close();
  }

  /** Adds the fields that the server sets for a body of this kind, unless the handler has. */
  HeadFields.Defaults defaults() {
    return HeadFields.Defaults.TYPE;
  }

  /** Writes the head alone: the answer to HEAD, or one with a status that has no body. */
  final void startBodiless(Delivery delivery) {
    discard();
    long length = HeadFields.hasBody(response.status()) ? length() : 0;
    var head = new HeadResponse(response.status(), HeadFields.of(this, length, delivery));
    log().answered(response.status(), 0);
    endWhenWritten(delivery, delivery.messages().writeAndFlush(head));
  }

  /** Writes the head of a body that follows. Not flushed: the first bytes of the body flush it. */
  final ChannelFuture writeHead(Delivery delivery, long length) {
    log().answered(response.status(), Math.max(0, length));
    return delivery
        .messages()
        .write(
            new DefaultHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                HeadFields.of(this, length, delivery)));
  }

  /** The answer is complete with this write; without it, the client would wait for ever. */
  final void endWhenWritten(Delivery delivery, ChannelFuture written) {
    written.addListener(future -> {
      if (future.isSuccess()) {
        owner.ended(CloseReason.COMPLETED, null);
      } else {
        delivery.messages().close();
      }
    });
  }
}
