package httpd.auth.token;

import httpd.Body;
import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.auth.PrivateFields;
import httpd.http.AddressText;
import httpd.line.log.ServerLog;
import httpd.topic.TopicRights;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A handler that lets requests with a token through to one of topics, and tells it by {@link
 * TopicRights} what they may do. {@link Request#user} is the {@code sub} of the token, unless the
 * user is known already. Streams end when the token expires.
 *
 * <pre>
 *   request ─► SentToken ─► in a cookie ─► the guard against other sites ─┐
 *                  │     └► elsewhere ────────────────────────────────────┴► TokenKeySet.verify
 *                  └ none, or several: 401, 400                                    │
 *   response ◄─ private, ends with the token ◄─ the handler ◄─ TopicRights ◄───────┘
 * </pre>
 */
public final class TokenHandler implements Handler {

  private static final System.Logger LOG = ServerLog.ofServer();

  private static final String AUTH_TYPE = "Bearer";
  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final TokenKeys keys;
  private final ExpectedClaims expected;
  private final InstantSource clock;
  private final Handler next;
  private final Handler guarded;

  private TokenHandler(
      TokenKeys keys,
      ExpectedClaims expected,
      InstantSource clock,
      UnaryOperator<Handler> guard,
      Handler next) {
    this.keys = keys;
    this.expected = expected;
    this.clock = clock;
    this.next = next;
    this.guarded = guard.apply(this::verified);
  }

  /** Makes one. */
  public static TokenHandler of(TokenKeys keys, ExpectedClaims expected, Handler next) {
    return new TokenHandler(keys, expected, InstantSource.system(), each -> each, next);
  }

  /** The same with a clock of a test. */
  TokenHandler withClock(InstantSource other) {
    return new TokenHandler(keys, expected, other, each -> each, next);
  }

  /**
   * Returns a copy in which requests whose token is in a cookie go through another handler first,
   * as one that refuses pages of other sites: the browser sends the cookie for these too.
   */
  public TokenHandler withGuard(UnaryOperator<Handler> guard) {
    return new TokenHandler(keys, expected, clock, guard, next);
  }

  @Override
  public Response handle(Request request) throws Exception {
    return switch (SentToken.of(request)) {
      case SentToken.None _ -> throw TokenRefusals.missing();
      case SentToken.Malformed(var why) -> {
        report(request, "the token", why);
        throw TokenRefusals.malformed(why);
      }
      case SentToken.One(_, SentToken.Place place) ->
          place == SentToken.Place.COOKIE ? guarded.handle(request) : verified(request);
    };
  }

  private Response verified(Request request) throws Exception {
    if (!(SentToken.of(request) instanceof SentToken.One sent)) {
      throw new IllegalStateException("the guard has changed the request");
    }
    VerifiedToken token;
    try {
      token = keys.current().verify(sent.token(), expected, clock);
    } catch (InvalidTokenException e) {
      report(request, "a token", e.getMessage());
      throw TokenRefusals.invalid();
    }
    var response = pass(request, token);
    return sent.place() == SentToken.Place.QUERY
        ? response.withHeader("Referrer-Policy", "no-referrer") // The page's links would have it.
        : response;
  }

  private Response pass(Request request, VerifiedToken token) throws Exception {
    if (request.user() == null && token.subject() != null) {
      request.withUser(token.subject(), AUTH_TYPE);
    }
    var rights = new TokenRights(token, clock, why -> report(request, "a request", why));
    try {
      var plain = SentToken.removed(request).with(TopicRights.KEY, rights);
      var response = next.handle(plain);
      check(request, response, rights);
      return new Response(
          response.status(),
          PrivateFields.always(response.headers()),
          expiring(response.body(), token));
    } catch (HttpException e) {
      throw PrivateFields.of(e);
    }
  }

  /** A handler that waited may be late; what was published is, and its answer says so. */
  private void check(Request request, Response response, TokenRights rights) {
    try {
      if (READING.contains(request.method())) {
        rights.checkTime();
      }
      if (response.status() < 400 && !rights.wereAsked()) {
        throw new IllegalStateException(next + " answers without asking for rights");
      }
    } catch (RuntimeException e) {
      response.close();
      throw e;
    }
  }

  /** What is whole may go; what is still to come is for the time of the token. */
  private Body expiring(Body body, VerifiedToken token) {
    return switch (body) {
      case Body.Lines(var lines) -> new Body.Lines(new ExpiringSource(lines, token.end(), clock));
      case Body.PassThrough passed ->
          new Body.PassThrough(
              new ExpiringSource(passed.source(), token.end(), clock),
              passed.length(),
              passed.trailers(),
              passed.ends(),
              passed.ofLines());
      default -> body;
    };
  }

  private static void report(Request request, String what, @Nullable String why) {
    var address = request.remoteAddress().getAddress();
    var client =
        address == null ? request.remoteAddress().getHostString() : AddressText.of(address);
    LOG.log(
        System.Logger.Level.WARNING,
        what + " of " + client + " is refused: " + Objects.requireNonNull(why));
  }

  @Override
  public boolean mayBlock(Request request) {
    return true;
  }

  @Override
  public String toString() {
    return next.toString();
  }
}
