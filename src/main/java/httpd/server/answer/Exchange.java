package httpd.server.answer;

import httpd.CloseReason;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.ResponseScope;
import httpd.limit.Bound;
import httpd.line.Insight;
import httpd.net.QuietTime;
import httpd.net.ReadControl;
import httpd.server.request.ConnectedClient;
import httpd.server.request.RequestBody;
import httpd.server.request.RequestTraits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response.
 *
 * <pre>
 *                handler returns                      written
 *   HANDLING ─────────────────────► ANSWERING ───────────────────► DONE
 *      │                               │ 101: the rest is a {@link ClientTunnel}  ▲
 *      │                               └──────────────────────────┘
 *      │ client gone                   │ client gone, cut
 *      └───────────► GONE ◄────────────┘      nothing more is written; the connection is closing
 * </pre>
 *
 * <p>The handler runs in a {@link HandlerCall}, the response is an {@link Answer}, and what carries
 * both is a {@link Connection}. On its event loop only.
 */
public final class Exchange implements Answer.Owner, ConnectedClient.Listener, Watched {

  private enum State {
    HANDLING,
    ANSWERING,
    DONE,
    GONE
  }

  private final Connection connection;
  private final Channel channel;
  private final RequestTraits traits;
  private final Request request;
  private final RequestBody body;
  private final ExchangeLog log;
  private final ServerShare server;
  private final TunnelPlace tunnelPlace;
  private final ResponseScope scope = new ResponseScope();
  private final AnswerStart start;

  /** Null once there is an answer: a stream may last for hours. */
  private @Nullable HandlerCall call;

  private State state = State.HANDLING;
  private boolean willStream;
  private Runnable whenStopping = () -> {};
  private boolean released;

  public Exchange(
      Connection connection,
      Channel channel,
      RequestTraits traits,
      Request request,
      ConnectedClient client,
      RequestBody body,
      ExchangeLog log,
      ServerShare server,
      LoopHandlers threads) {
    this.connection = connection;
    this.channel = channel;
    this.traits = traits;
    this.request = request;
    this.body = body;
    this.log = log;
    this.server = server;
    var tunnels = server.limits().of(Bound.TUNNELS);
    this.tunnelPlace = new TunnelPlace(tunnels, request);
    this.call = new HandlerCall(this, scope, server, threads, request, traits, body, channel);
    this.start = new AnswerStart(this, connection, traits, request, body, server, tunnelPlace);
    client.connect(this);
  }

  public void begin() {
    log.carries(this);
    body.whenRefused(this::bodyBroken);
    var objection = body.objection();
    var refusal = objection == null ? Objects.requireNonNull(call).start() : objection;
    if (refusal != null) {
      body.leave(); // There is no handler.
      answer(server.gate().leaving(request, ErrorResponses.of(refusal, request)));
    }
  }

  public RequestBody body() {
    return body;
  }

  public boolean maySwitch() {
    return traits.maySwitch();
  }

  public boolean isDone() {
    return state == State.DONE;
  }

  public boolean isStreaming() {
    var answer = start.answer();
    return state == State.ANSWERING && answer != null && answer.isLazy();
  }

  public Awaited awaited() {
    return switch (state) {
      case HANDLING -> body.isAwaited() ? Awaited.BODY : Awaited.NOTHING;
      case ANSWERING -> isStreaming() ? Awaited.NOTHING : Awaited.ANSWER;
      case DONE -> body.isComplete() ? Awaited.NOTHING : Awaited.BODY;
      case GONE -> Awaited.NOTHING;
    };
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public ExchangeLog log() {
    return log;
  }

  public void writabilityChanged() {
    var answer = start.answer();
    if (answer != null) {
      answer.writabilityChanged();
    }
  }

  /** The client sends no more. While a stream is open, and only then, it has left. */
  public void inputEnded() {
    if (!body.isComplete()) {
      body.fail(new HttpException(400, "The request body ended early"));
    }
    leaveIfStreaming();
  }

  private void leaveIfStreaming() {
    var answer = start.answer();
    if (isStreaming() && answer != null && answer.inputEnded()) {
      return;
    }
    if (isStreaming() || (willStream && state == State.HANDLING)) {
      clientGone();
      channel.close();
    }
  }

  @Override
  public void answerWillStream() {
    willStream = true;
    if (connection.inputHasEnded()) {
      leaveIfStreaming();
    }
  }

  /** Hints that the client does not read would gather in memory. */
  @Override
  public void earlyHints(Headers fields) {
    if (state == State.HANDLING && !traits.isHttp10() && channel.isWritable()) {
      connection.writeEarlyHints(fields);
    }
  }

  @Override
  public boolean takeTunnel() {
    return tunnelPlace.take();
  }

  @Override
  public void whenStopping(Runnable task) {
    if (connection.isStopping()) {
      task.run();
    } else {
      whenStopping = task;
    }
  }

  public void bodyBroken(Throwable cause) {
    start.disableKeepAlive();
    body.fail(cause);
  }

  public void clientGone() {
    if (call != null) {
      call.clientGone();
    }
    if (!body.isComplete()) {
      body.fail(new IOException("the client has gone"));
    }
    var answer = start.answer();
    if (answer != null) {
      answer.clientGone(connection.whyGone());
    }
    if (state != State.DONE) {
      state = State.GONE;
      log.done(connection.whyGone());
    }
    release();
  }

  @Override
  public long id() {
    return isOver() ? 0 : log.number();
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public int status() {
    var answer = start.answer();
    return answer == null ? 0 : answer.response.status();
  }

  @Override
  public long quietMillis() {
    return progress().state() == Progress.State.RECEIVING
        ? QuietTime.sinceReceived(channel)
        : QuietTime.sinceSent(channel);
  }

  private boolean isOver() {
    return state == State.DONE || state == State.GONE;
  }

  @Override
  public Progress progress() {
    var answer = start.answer();
    if (answer != null) {
      return answer.progress();
    }
    var thread = call == null ? null : call.thread();
    var state = body.isAwaited() ? Progress.State.RECEIVING : Progress.State.HANDLING;
    return new Progress(state, 0, 0, new Insight(-1, thread, 0));
  }

  @Override
  public boolean stop() {
    if (isOver()) {
      return false;
    }
    connection.stops();
    clientGone();
    connection.end();
    return true;
  }

  /** The server stops: a stream is cut or ends at its moment, an eager answer is the last one. */
  public void serverStopping() {
    var answer = start.answer();
    if (answer != null && isStreaming()) {
      answer.serverStopping();
    } else if (state == State.HANDLING) {
      whenStopping.run();
    }
  }

  void answer(Response response) {
    call = null;
    try {
      if (state == State.GONE) {
        response.close();
      } else {
        state = State.ANSWERING;
        start.start(response);
      }
    } catch (Throwable failure) {
      BrokenAnswer.unwritten(this, connection, request, response, failure);
    }
  }

  @Override
  public void switched(ClientTunnel tunnel) {
    state = State.DONE;
    connection.switchTo(tunnel);
  }

  @Override
  public void tunnelEnded() {
    release();
  }

  @Override
  public ReadControl takeInput(Consumer<ByteBuf> input) {
    return connection.takeInput(input);
  }

  @Override
  public void cuts(CloseReason reason) {
    connection.cuts(reason);
  }

  @Override
  public void ended(CloseReason reason, @Nullable Throwable cause) {
    log.done(reason);
    if (reason == CloseReason.COMPLETED) {
      taken();
      return;
    }
    state = State.GONE;
    release();
    if (cause != null) {
      BrokenAnswer.isCut(this, request, reason, cause, start.answer() instanceof StreamAnswer);
    }
  }

  @Override
  public void taken() {
    if (state == State.ANSWERING) {
      state = State.DONE;
      body.discard();
      release();
      connection.exchangeDone(start.keepAlive());
    }
  }

  /** Releases what the exchange holds, once. From any thread if the event loop has ended. */
  void release() {
    tunnelPlace.giveBack();
    scope.end();
    if (!released) {
      released = true;
      body.leave();
    }
  }

  void outOfMemory() {
    call = null;
    if (state != State.HANDLING) {
      return;
    }
    state = State.ANSWERING;
    start.disableKeepAlive();
    BrokenAnswer.writeOutOfMemory(this, connection);
  }
}
