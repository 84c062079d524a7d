package httpd.server.connection;

import httpd.CloseReason;
import httpd.net.ReadControl;
import httpd.server.answer.Awaited;
import httpd.server.answer.Exchange;
import httpd.server.answer.LoopHandlers;
import httpd.server.answer.Refusal;
import httpd.server.answer.ServerShare;
import httpd.server.request.CountedRequest;
import httpd.server.request.MemoryShare;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one connection, one at a time; pipelined requests wait in order.
 *
 * <pre>
 *           request head                 response written, request body read
 *   IDLE ─────────────────► EXCHANGING ────────────────────────────────────► IDLE
 *    │ not a request            │ response written, and no request may follow
 *    ▼                          │
 *   REFUSING ── written ────────┴──► CLOSED    what still arrives is dropped
 * </pre>
 *
 * <p>The connection stays readable, since only a read shows that the client has left. Reading
 * pauses while a request body waits for its reader, and while so much is held that an eager answer
 * should come first; during a stream, which may not end, a client that sends that much is cut.
 */
final class ExchangeSequence {

  private final HttpConnection connection;
  private final Channel channel;
  private final ReadControl reading;
  private final MemoryShare heads;
  private final PipelinedRequests held;
  private final CodecSwitch codec;
  private final ExchangeStart start;
  private final TurnAnswers turn;

  private SequenceState state = SequenceState.IDLE;
  private @Nullable Exchange exchange;
  private @Nullable Refusal refusal;
  private long headMemory;

  /** Takes what is not decoded; null while that waits for the answer. */
  private @Nullable Consumer<ByteBuf> switched;

  /** Whether the end of a request comes next whose body is absent, so that it tells nothing. */
  private boolean endIsNext;

  ExchangeSequence(
      HttpConnection connection,
      Channel channel,
      ServerShare server,
      ReadControl reading,
      MemoryShare heads,
      CodecSwitch codec,
      ConnectionWriter writer,
      TurnAnswers turn,
      LoopHandlers threads) {
    this.connection = connection;
    this.channel = channel;
    this.reading = reading;
    this.heads = heads;
    this.codec = codec;
    this.turn = turn;
    this.start =
        new ExchangeStart(
            connection, this, channel, server, reading, writer::writeContinue, threads);
    this.held = new PipelinedRequests(server.limits(), channel);
  }

  /** The exchange whose request arrives or whose answer is under way; null between requests. */
  @Nullable Exchange current() {
    return exchange;
  }

  SequenceState state() {
    return state;
  }

  boolean allIsRead() {
    return held.isEmpty() && requestIsComplete() && switched == null;
  }

  void read(HttpObject message) {
    boolean stopDecoding = codec.isLast(message);
    if (takesNoMore()) {
      ReferenceCountUtil.release(message);
    } else if (held.isEmpty() && (endIsNext || acceptsMore())) {
      process(message);
    } else {
      hold(message);
    }
    if (stopDecoding && state == SequenceState.PREFACED) {
      connection.speakHttp2();
    } else if (stopDecoding) {
      codec.stopDecoding();
    }
  }

  void read(ByteBuf undecoded) {
    if (codec.isResting()) {
      codec.decodeAgain(undecoded);
    } else if (takesNoMore() || !undecoded.isReadable()) {
      undecoded.release();
    } else if (switched != null) {
      receive(undecoded, switched);
    } else {
      hold(new DefaultHttpContent(undecoded));
    }
  }

  private static void receive(ByteBuf bytes, Consumer<ByteBuf> input) {
    try {
      input.accept(bytes);
    } finally {
      bytes.release();
    }
  }

  /** The answer has switched the protocol: hands on what is held undecoded, and what comes. */
  void switchTo(Consumer<ByteBuf> input) {
    switched = input;
    while (held.next() instanceof HttpContent content) {
      receive(content.content(), input);
    }
  }

  private boolean takesNoMore() {
    return state.takesNoMore() || !channel.isActive();
  }

  private boolean acceptsMore() {
    return !requestIsComplete() && !turn.isBehind();
  }

  private boolean requestIsComplete() {
    return exchange != null && exchange.body().isComplete();
  }

  private void hold(HttpObject message) {
    held.add(message);
    if (held.isFull() && exchange != null && exchange.isStreaming()) {
      channel.close();
    } else if (held.isFull()) {
      reading.pause();
    }
  }

  private void process(HttpObject message) {
    try {
      if (message instanceof HttpRequest head) {
        connection.requestBegins();
        headMemory = head instanceof CountedRequest counted ? counted.memory() : 0;
        start.begin(head);
      }
      if (message instanceof HttpContent content && !endIsNext && exchange != null) {
        ReceivedContent.of(exchange, content, connection, this);
      }
      endIsNext &= message instanceof HttpRequest;
      if (message instanceof LastHttpContent) {
        restDecoder();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  void exchanging(Exchange begun) {
    state = SequenceState.EXCHANGING;
    exchange = begun;
    endIsNext = begun.body().isAbsent();
  }

  /** The head was the beginning of the preface of HTTP/2. */
  void prefaced() {
    state = SequenceState.PREFACED;
    codec.stopAfterThis();
  }

  void refusing(Refusal begun) {
    state = SequenceState.REFUSING;
    held.release();
    refusal = begun;
  }

  void refuseHalfHead() {
    connection.requestBegins();
    start.refuseHalfHead();
  }

  /** Begins the next exchange, if a request is held for it. */
  void next() {
    boolean undecoded = exchange != null && exchange.maySwitch();
    exchange = null;
    heads.release(headMemory);
    headMemory = 0;
    state = SequenceState.IDLE;
    if (undecoded) {
      codec.decodeAgain();
      replay();
    }
    if (turn.advanceBegins()) { // Otherwise the loop of it goes on.
      advance();
    }
  }

  /** Handles what is held, as far as the connection may go on. */
  void advance() {
    turn.advanceBegins();
    try {
      while ((endIsNext || acceptsMore()) && !takesNoMore() && !held.isEmpty()) {
        process(Objects.requireNonNull(held.next()));
      }
    } finally {
      turn.advanceEnds();
    }
    if (!held.isFull()) {
      reading.resume();
    }
    connection.readOn(state == SequenceState.IDLE && !turn.isBehind());
  }

  /** Hands on what was held undecoded. */
  void replay() {
    held.replayAfter(channel.pipeline().context(ResponseEncoder.class));
  }

  /** A lazy answer begins: reading is to show that the client leaves. */
  void lazyAnswerBegins() {
    restDecoder();
    if (held.isFull()) {
      reading.resume();
    }
  }

  /**
   * During a stream the client seldom sends anything. While the decoder has still to hand over the
   * end of the request, what it lets go of would overtake that end.
   */
  private void restDecoder() {
    boolean waitsForClient = exchange != null && exchange.isStreaming() && requestIsComplete();
    if (waitsForClient && !endIsNext && held.isEmpty()) {
      codec.rest();
    }
  }

  void close() {
    closeForSwitch();
    held.release();
  }

  /** Takes no more requests; what was held undecoded is another protocol's. */
  void closeForSwitch() {
    state = SequenceState.CLOSED;
    heads.leave();
  }

  void clientGone(CloseReason reason) {
    close();
    if (exchange != null) {
      exchange.clientGone();
    }
    if (refusal != null) {
      refusal.clientGone(reason);
    }
  }

  Awaited awaited() {
    return switch (state) {
      case IDLE -> codec.hasBegun() ? Awaited.HEAD : Awaited.REQUEST;
      case EXCHANGING -> exchange == null ? Awaited.NOTHING : exchange.awaited();
      case REFUSING -> Awaited.ANSWER;
      case PREFACED, CLOSED -> Awaited.NOTHING;
    };
  }
}
