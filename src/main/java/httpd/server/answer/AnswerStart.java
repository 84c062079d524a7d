package httpd.server.answer;

import httpd.Body;
import httpd.CloseReason;
import httpd.Request;
import httpd.Response;
import httpd.net.SocketType;
import httpd.server.request.RequestBody;
import httpd.server.request.RequestTraits;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** Chooses the answer of one exchange, and starts it if there is a place for it. */
final class AnswerStart {

  private final Answer.Owner owner;
  private final Connection connection;
  private final Channel channel;
  private final RequestTraits traits;
  private final Request request;
  private final RequestBody body;
  private final ServerShare server;
  private final TunnelPlace tunnelPlace;

  private boolean keepAlive;
  private @Nullable Answer answer;

  AnswerStart(
      Answer.Owner owner,
      Connection connection,
      RequestTraits traits,
      Request request,
      RequestBody body,
      ServerShare server,
      TunnelPlace tunnelPlace) {
    this.owner = owner;
    this.connection = connection;
    this.channel = owner.channel();
    this.traits = traits;
    this.request = request;
    this.body = body;
    this.server = server;
    this.tunnelPlace = tunnelPlace;
    this.keepAlive = traits.keepAlive();
  }

  @Nullable Answer answer() {
    return answer;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  void disableKeepAlive() {
    keepAlive = false;
  }

  void start(Response response) {
    if (response.body() instanceof Body.Lines && request.method().equals("OPTIONS")) {
      choose(response).discard();
      start(withoutLines(response));
      return;
    }
    keepAlive &= !"close".equalsIgnoreCase(response.headers().get("Connection"));
    keepAlive &= !body.owesTooMuch(); // Otherwise the close would be a surprise.
    var chosen = choose(response);
    boolean switches = chosen.switches();
    if (switches && !traits.maySwitch()) {
      throw new IllegalStateException("the handler answered 101 to a request without Upgrade");
    }
    if (chosen instanceof TunnelAnswer) {
      startLazy(chosen);
      return;
    }
    tunnelPlace.giveBack();
    if (switches) {
      keepAlive = false;
      startLazy(chosen);
    } else if (traits.isHead() || !HeadFields.hasBody(response.status())) {
      chosen.startBodiless(delivery(true));
    } else if (endIsUnseen(chosen)) {
      chosen.discard();
      var refusal =
          ErrorResponses.of(
              505, "A body of unknown length needs HTTP/1.1 here: its end could be a cut");
      start(choose(refusal));
    } else if (chosen.isLazy()) {
      startLazy(chosen);
    } else if (connection.holds(inMemory(response.body()))) {
      start(chosen);
    } else { // An answer that says so would wait as well.
      chosen.discard();
      connection.cuts(CloseReason.CLIENT_TOO_SLOW);
      channel.close();
    }
  }

  /** OPTIONS asks what could be read, and reads nothing (RFC 9110, section 9.3.7). */
  private static Response withoutLines(Response response) {
    return new Response(204, response.headers().without("Content-Type"), Body.EMPTY);
  }

  private static long inMemory(Body body) {
    return switch (body) {
      case Body.Text(var text) -> text.length();
      case Body.Bytes(var bytes) -> bytes.length;
      default -> 0;
    };
  }

  /** Without chunks only a reset is a cut, and a unix-domain socket has none. */
  private boolean endIsUnseen(Answer chosen) {
    return traits.isHttp10() && !chosen.hasKnownLength() && SocketType.isUnix(channel);
  }

  private void startLazy(Answer chosen) {
    if (connection.isStopping() && !chosen.maySurviveStop()) {
      refuse(chosen, "The server is stopping");
    } else if (connection.inputHasEnded()) {
      chosen.discard();
      channel.close();
    } else {
      var noPlace = chosen.takePlace();
      if (noPlace == null) {
        start(chosen);
      } else {
        refuse(chosen, noPlace);
      }
    }
  }

  private void refuse(Answer chosen, String why) {
    chosen.discard();
    keepAlive &= !chosen.switches();
    var refusal = ErrorResponses.of(503, why);
    start(choose(refusal));
  }

  private Answer choose(Response response) {
    boolean isHttp10 = traits.isHttp10();
    return Answers.choose(owner, server, request, isHttp10, response, tunnelPlace);
  }

  private void start(Answer chosen) {
    answer = chosen;
    if (chosen.isLazy() && !body.isRefused()) {
      body.askBeforeAnswer();
    }
    var delivery = delivery(chosen.hasKnownLength());
    if (chosen.isLazy()) {
      connection.lazyAnswerBegins();
    }
    chosen.start(delivery);
  }

  /** No request can follow a body that the client may send or not, since it got no 100. */
  private Delivery delivery(boolean knownLength) {
    keepAlive &= !body.withdrawContinue();
    var delivery = connection.delivery(traits, keepAlive, knownLength);
    keepAlive = delivery.keepAlive();
    return delivery;
  }
}
