package httpd.server.answer;

import httpd.Body;
import httpd.CloseReason;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.ResponseScope;
import httpd.http.AddressText;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.line.LineSource;
import httpd.line.ListSource;
import httpd.line.blocking.CloseTasks;
import httpd.server.request.ClientText;
import httpd.server.request.ConnectedClient;
import httpd.server.request.RequestBody;
import httpd.server.request.RequestTraits;
import httpd.stream.Framing;
import httpd.stream.StreamWriter;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response.
 *
 * <pre>
 *                handler returns                      written
 *   HANDLING ─────────────────────► ANSWERING ───────────────────► DONE
 *      │                               │
 *      │                101            │
 *      ├───────────────────────────────│────────────────────────► DONE, the rest is a {@link ClientTunnel}
 *      │ client gone                   │ client gone, cut
 *      └───────────► GONE ◄────────────┘      nothing more is written; the connection is closing
 * </pre>
 *
 * <p>Everything runs on the connection's event loop, except the handler, which has a virtual thread
 * of its own and hands its response back to the loop.
 */
public final class Exchange implements StreamWriter.Listener {

  private enum State {
    HANDLING,
    ANSWERING,
    DONE,
    GONE
  }

  /** How long a thread rests that has no memory to go on: that of others may be collected. */
  private static final long RETRY_NANOS = 10_000_000;

  private final ChannelHandlerContext context;
  private final Connection connection;
  private final RequestTraits traits;
  private final Request request;
  private final ConnectedClient client;
  private final RequestBody body;
  private final ResponseWriter writer;
  private final ExchangeLog log;
  private final EventStreamPolicy eventStreams;
  private final Limits limits;
  private final TunnelPlace tunnelPlace;
  private final Limit handlers;
  private final Limit streams;
  private final ResponseScope scope = new ResponseScope();

  /** There already when there is no memory to make one. */
  private final Runnable answerOutOfMemory = this::answerOutOfMemory;

  private State state = State.HANDLING;
  private boolean keepAlive;
  private @Nullable StreamWriter stream;

  /** If the stream is one of events. */
  private @Nullable EventStreamLifetime events;

  private boolean lazy;

  /** Whether it is counted among the streams. */
  private boolean hasStreamPlace;

  private boolean willStream;

  /** Whether what is on its way has an end, and so may come to it when the server stops. */
  private boolean mayFinish;

  private @Nullable Thread handling;

  /** Whether the connection has no more to do with this one. */
  private boolean over;

  /** What the handler's thread could not do anything about. */
  private volatile @Nullable Throwable outOfMemory;

  /** Read by the handler's thread, to tell a failure from its client's leaving. */
  private volatile boolean gone;

  public Exchange(
      ChannelHandlerContext context,
      Connection connection,
      RequestTraits traits,
      Request request,
      ConnectedClient client,
      RequestBody body,
      ExchangeLog log,
      EventStreamPolicy eventStreams,
      Limits limits) {
    this.context = context;
    this.connection = connection;
    this.traits = traits;
    this.request = request;
    this.client = client;
    this.body = body;
    this.writer = new ResponseWriter(context, traits, log);
    this.log = log;
    log.handles(request);
    this.eventStreams = eventStreams;
    this.limits = limits;
    this.tunnelPlace = new TunnelPlace(limits.of(Bound.TUNNELS), request.remoteAddress());
    this.handlers = limits.of(Bound.HANDLERS);
    this.streams = limits.of(Bound.STREAMS);
    this.keepAlive = traits.keepAlive();
  }

  /** Calls the handler on a virtual thread, unless it is clear already what is to be answered. */
  public void begin(Gate handler) {
    client.connect(this::answerWillStream, tunnelPlace::take);
    body.whenRefused(this::bodyBroken);
    var refusal = body.objection();
    if (refusal == null && !takeHandlerPlace()) {
      refusal = new HttpException(503, "The server handles as many requests as it may");
    } else if (refusal == null) {
      refusal = start(handler);
    }
    if (refusal != null) {
      body.leave(); // There is no handler.
      answerOrClose(handler.leaving(request, ErrorResponses.of(refusal, request)));
    }
  }

  private boolean takeHandlerPlace() {
    return asksServer() || handlers.take(() -> ClientText.answered(503, context.channel()));
  }

  private void releaseHandlerPlace() {
    if (!asksServer()) {
      handlers.release(1);
    }
  }

  private boolean asksServer() {
    return request.path().equals("*");
  }

  /** Why there is no thread for it, or null. */
  private @Nullable HttpException start(Gate handler) {
    try {
      handling =
          Thread.ofVirtual()
              .name("httpd-handle " + request.method() + " " + request.path())
              .start(CloseTasks.current().carry(() -> handle(handler)));
      return null;
    } catch (OutOfMemoryError noThread) {
      releaseHandlerPlace();
      return new HttpException(503, "The server has no thread left for this request");
    }
  }

  public RequestBody body() {
    return body;
  }

  /** Whether what the client sends behind this request may be another protocol's. */
  public boolean maySwitch() {
    return traits.maySwitch();
  }

  /** Whether the response is written, so that the connection only waits for the request's rest. */
  public boolean isDone() {
    return state == State.DONE;
  }

  /** What it waits for from its client. */
  public Awaited awaited() {
    return switch (state) {
      case HANDLING -> body.isAwaited() ? Awaited.BODY : Awaited.NOTHING;
      case ANSWERING -> lazy ? Awaited.NOTHING : Awaited.ANSWER;
      case DONE -> body.isComplete() ? Awaited.NOTHING : Awaited.BODY;
      case GONE -> Awaited.NOTHING;
    };
  }

  /** Whether lines are on their way that may never end. */
  public boolean isStreaming() {
    return lazy && state == State.ANSWERING;
  }

  public void writabilityChanged() {
    if (stream != null) {
      stream.writabilityChanged();
    }
  }

  /** The client sends no more. While lines stream, and only then, that means that it has left. */
  public void inputEnded() {
    if (!body.isComplete()) {
      body.fail(new HttpException(400, "The request body ended early"));
    }
    leaveIfStreaming();
  }

  private void leaveIfStreaming() {
    if (isStreaming() || (willStream && state == State.HANDLING)) {
      clientGone();
      context.close();
    }
  }

  private void answerWillStream() {
    willStream = true;
    if (connection.inputHasEnded()) {
      leaveIfStreaming();
    }
  }

  /** What came is no body: whoever reads it hears of it, and nothing can come after it. */
  public void bodyBroken(Throwable cause) {
    keepAlive = false;
    body.fail(cause);
  }

  /** The connection is closed: everything behind the response goes. */
  public void clientGone() {
    gone = true;
    if (!body.isComplete()) {
      body.fail(new IOException("the client has gone"));
    }
    if (stream != null) {
      stream.close(whyGone());
    } else if (state == State.HANDLING && handling != null) {
      handling.interrupt();
    }
    if (state != State.DONE) {
      state = State.GONE;
      log.done(whyGone());
    }
    release();
  }

  /** Gives back what the exchange holds; again does nothing. */
  private void release() {
    tunnelPlace.giveBack();
    releaseStreamPlace();
    scope.end();
    if (!over) {
      over = true;
      body.leave();
    }
  }

  /**
   * The server stops: lines are cut now, events when their time has come, what has an end may come
   * to it, and nothing comes after it.
   */
  public void serverStopping() {
    keepAlive = false;
    if (!isStreaming() || mayFinish) {
      return;
    }
    if (events != null) {
      events.serverStopping();
    } else if (stream != null) {
      stream.close(CloseReason.SERVER_STOPPED);
    }
  }

  /** A client that leaves a server that stops cannot be told from one that the stop has closed. */
  private CloseReason whyGone() {
    if (connection.isTooSlow()) {
      return CloseReason.CLIENT_TOO_SLOW;
    }
    return connection.isStopping() ? CloseReason.SERVER_STOPPED : CloseReason.CLIENT_GONE;
  }

  private void handle(Gate handler) {
    try {
      hand(handlersResponse(handler));
    } catch (Throwable failure) { // No memory is left, not even to say so.
      giveUp(failure);
    }
  }

  /** What the handler held is given back first: the client may ask again as soon as it has this. */
  private Response handlersResponse(Gate handler) {
    try {
      return handler.leaving(request, response(handler));
    } finally {
      releaseHandlerPlace();
      body.leave();
    }
  }

  private Response response(Gate handler) throws OutOfMemoryError {
    try {
      return scope.call(handler, request);
    } catch (OutOfMemoryError failure) {
      throw failure;
    } catch (Throwable failure) {
      return gone ? Response.status(500) : ErrorResponses.of(failure, request);
    }
  }

  private void hand(Response response) {
    try {
      context.executor().execute(() -> answerOrClose(response));
    } catch (RejectedExecutionException loopHasEnded) {
      response.close();
      release();
    }
  }

  private void giveUp(Throwable failure) {
    outOfMemory = failure;
    while (!isToldOutOfMemory()) {
      LockSupport.parkNanos(RETRY_NANOS); // Nothing else would ever answer the client.
    }
  }

  private boolean isToldOutOfMemory() {
    try {
      context.executor().execute(answerOutOfMemory);
      return true;
    } catch (RejectedExecutionException loopHasEnded) {
      release();
      return true;
    } catch (OutOfMemoryError again) {
      return false;
    }
  }

  private void answerOutOfMemory() {
    handling = null;
    if (state == State.HANDLING) {
      state = State.ANSWERING;
      keepAlive = false;
      try {
        log.answered(500, 0);
        whenWritten(writer.writeOutOfMemory());
      } catch (Throwable again) {
        cut();
      }
    }
    var failure = outOfMemory;
    if (failure != null && !gone) {
      ErrorResponses.tryToLog(request, "answered 500, its handler failed", failure);
    }
  }

  /** An error here must not leave the client waiting for ever. */
  private void answerOrClose(Response response) {
    try {
      answer(response);
    } catch (OutOfMemoryError failure) { // The log needs memory: it comes last.
      cut();
      closeQuietly(response);
      logUnwritten(failure);
    } catch (Throwable failure) {
      logUnwritten(failure);
      cut();
      closeQuietly(response);
    }
  }

  private void logUnwritten(Throwable failure) {
    ErrorResponses.tryToLog(
        request, "closed the connection, the response cannot be written", failure);
  }

  /** Closes the connection, whatever fails meanwhile; the rest is {@link #clientGone}. */
  private void cut() {
    try {
      log.done(CloseReason.SOURCE_FAILED);
    } finally {
      connection.end(context);
    }
  }

  private static void closeQuietly(Response response) {
    try {
      response.close();
    } catch (Throwable again) {
      // It has said so itself, if it could.
    }
  }

  private void answer(Response response) {
    handling = null;
    if (state == State.GONE) {
      response.close();
      return;
    }
    state = State.ANSWERING;
    keepAlive &= !"close".equalsIgnoreCase(response.headers().get("Connection"));
    keepAlive &= !body.owesTooMuch(); // The close is not to be a surprise.
    if (response.body() instanceof Body.Tunnel tunnel) {
      answerTunnel(response, tunnel);
      return;
    }
    tunnelPlace.giveBack();
    if (traits.isHead() || !ResponseWriter.hasBody(response.status())) {
      response.close();
      whenWritten(writer.writeBodiless(response, keepAliveUnlessBodyIsOwed()));
      return;
    }
    switch (response.body()) {
      case Body.Text text ->
          whenWritten(writer.writeText(response, text, keepAliveUnlessBodyIsOwed()));
      case Body.Bytes bytes ->
          whenWritten(writer.writeBytes(response, bytes, keepAliveUnlessBodyIsOwed()));
      case Body.Chunks(var chunks) -> {
        keepAliveUnlessBodyIsOwed();
        stream(response, new ListSource(chunks));
      }
      case Body.File file -> {
        writer.writeHead(response, file.length(), keepAliveUnlessBodyIsOwed());
        whenWritten(new FileBodyWriter(context, file).start());
      }
      case Body.Lines(var source) -> {
        events = eventStreams.begin(context.channel(), response, source);
        answerLines(response, source);
      }
      case Body.PassThrough pieces -> answerPieces(response, pieces);
      case Body.Tunnel tunnel -> throw new IllegalStateException("was answered above");
    }
  }

  /**
   * The connection is the tunnel's from then on: neither this nor its handler hears of it again.
   */
  private void answerTunnel(Response response, Body.Tunnel tunnel) {
    if (!traits.maySwitch()) {
      throw new IllegalStateException("the handler answered 101 to who had not asked to switch");
    }
    if (connection.isStopping()) {
      response.close();
      refuse("The server is stopping");
      return;
    }
    if (connection.inputHasEnded()) {
      response.close();
      context.close();
      return;
    }
    if (!tunnelPlace.take()) {
      response.close();
      refuse("The server has too many tunnels");
      return;
    }
    state = State.DONE;
    log.switched();
    var idle = limits.of(Bound.TUNNEL_IDLE);
    var begun = new ClientTunnel(context.channel(), tunnel, request, log, idle, this::release);
    begun.beforeHead();
    writer.writeSwitch(response).addListener(this::switchWritten);
    connection.switchTo(context, begun);
  }

  private void switchWritten(Future<?> written) {
    if (written.isSuccess()) {
      log.headSent();
    }
  }

  private void refuse(String why) {
    refuse(why, false);
  }

  private void refuse(String why, boolean mayGoOn) {
    var refusal = ErrorResponses.of(503, why);
    whenWritten(writer.writeText(refusal, (Body.Text) refusal.body(), mayGoOn));
  }

  private String refusal() {
    return "refused a stream of " + AddressText.of(request.remoteAddress().getAddress());
  }

  /** What somebody else has answered is passed on though the server stops: it may be done. */
  private void answerPieces(Response response, Body.PassThrough pieces) {
    var source = ExactLength.of(pieces);
    events = eventStreams.begin(context.channel(), response, source);
    mayFinish = (pieces.ends() || connection.isStopping()) && events == null;
    answerLines(response, source);
  }

  private void answerLines(Response response, LineSource source) {
    if (connection.isStopping() && !mayFinish) {
      response.close();
      refuse("The server is stopping");
    } else if (connection.inputHasEnded()) {
      response.close();
      context.close();
    } else if (!streams.take(this::refusal)) {
      response.close();
      refuse("The server has too many open streams", keepAliveUnlessBodyIsOwed());
    } else {
      lazy = true;
      hasStreamPlace = true;
      if (body.isRefused()) {
        keepAliveUnlessBodyIsOwed();
      } else {
        body.askBeforeAnswer();
      }
      connection.streamBegins();
      stream(response, events == null ? source : events.source());
    }
  }

  private void stream(Response response, LineSource source) {
    var framing = framing(response.body());
    keepAlive &= framing != Framing.UNTIL_CLOSE;
    writer.writeStreamHead(response, keepAlive).addListener(this::headWritten);
    if (lazy) {
      log.opened();
    }
    stream = new StreamWriter(context, source, framing, trailers(response.body()), this);
    if (events != null) {
      events.begin(stream);
    }
    stream.start();
  }

  private Framing framing(Body body) {
    if (body instanceof Body.PassThrough pieces && pieces.length().isPresent()) {
      return Framing.KNOWN_LENGTH;
    }
    return traits.isHttp10() ? Framing.UNTIL_CLOSE : Framing.CHUNKED;
  }

  private static Supplier<Headers> trailers(Body body) {
    return body instanceof Body.PassThrough pieces ? pieces.trailers() : () -> Headers.EMPTY;
  }

  private void releaseStreamPlace() {
    if (hasStreamPlace) {
      hasStreamPlace = false;
      streams.release(1);
    }
  }

  private void headWritten(Future<?> written) {
    if (!written.isSuccess()) {
      context.close(); // What follows would not be a response.
    } else if (lazy) {
      log.headSent();
    }
  }

  @Override
  public void streamClosed(CloseReason reason, @Nullable Throwable cause) {
    releaseStreamPlace(); // Before the log tells of the end.
    if (stream != null) {
      log.done(reason, stream.lines(), stream.bytes());
    }
    if (events != null) {
      events.ended(reason == CloseReason.COMPLETED);
    }
    if (reason == CloseReason.COMPLETED) {
      done();
      return;
    }
    state = State.GONE;
    release();
    if (cause instanceof OutOfMemoryError) {
      context
          .channel()
          .closeFuture()
          .addListener(closed ->
              ErrorResponses.tryToLog(request, "cut the response, its lines failed", cause));
    } else if (cause != null && reason == CloseReason.CLIENT_TOO_SLOW) {
      ErrorResponses.log(request, "cut the response, its client is too slow", cause);
    } else if (cause != null) {
      ErrorResponses.log(request, "cut the response, its lines failed", cause);
    }
  }

  /**
   * A client that was never told to send its body may send it or not: nothing can come after it.
   */
  private boolean keepAliveUnlessBodyIsOwed() {
    keepAlive &= !body.withdrawContinue();
    return keepAlive;
  }

  private void whenWritten(ChannelFuture written) {
    written.addListener(future -> {
      if (future.isSuccess()) {
        log.done(CloseReason.COMPLETED);
        done();
        return;
      }
      if (future.cause() instanceof TruncatedFileException shorter) {
        ErrorResponses.log(request, "cut the response", shorter);
        log.done(CloseReason.SOURCE_FAILED);
      }
      context.close(); // The client would wait for the rest for ever.
    });
  }

  private void done() {
    if (state == State.ANSWERING) {
      state = State.DONE;
      body.discard();
      release();
      connection.exchangeDone(context, keepAlive);
    }
  }
}
