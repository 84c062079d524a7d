package httpd.coding;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.http.HeaderList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which responses are compressed, and what their header sections say. One for a server.
 *
 * <pre>
 *   could be compressed?   no ──► unchanged
 *     text, not short, no coding or digest of its own, no no-transform, not a part
 *       │ yes: Vary
 *   may it be, for this request?   no ──► the same
 *     not HTTP/1.0, no Range, not with credentials from a page of another site
 *       │ yes
 *   a coding that the client prefers?   no ──► the same
 *       │ yes: Content-Encoding, a weak ETag, no Accept-Ranges
 * </pre>
 *
 * <p>Looks at what the handler has set, before the server adds fields of its own.
 */
public final class CodingRules {

  /** Shorter bodies of known length are left: with their heads they take one packet anyway. */
  static final int SHORTEST = 1024;

  private static final String VARY = "Vary";
  private static final String ACCEPT = "Accept-Encoding";

  /** Digests are of the bytes that are sent, or of this coding (RFC 9530). */
  private static final List<String> DIGESTS =
      List.of("Content-Digest", "Repr-Digest", "Digest", "Content-MD5");

  private final boolean on;
  private final WholeBodies wholeBodies = new WholeBodies(this, false);
  private final WholeBodies wholeBodiesForHttp10 = new WholeBodies(this, true);

  /** Makes rules by which nothing is compressed unless they are {@code on}. */
  public CodingRules(boolean on) {
    this.on = on;
  }

  /** Returns what compresses bodies that are in memory, for requests of one version. */
  public WholeBodies wholeBodies(boolean isHttp10) {
    return isHttp10 ? wholeBodiesForHttp10 : wholeBodies;
  }

  /**
   * Decides about one response.
   *
   * @param isHttp10 whether the request is of a client that may know no codings
   */
  public CodedResponse decide(Request request, boolean isHttp10, Response response) {
    if (on && response.status() == 304) {
      var tagged = wanted(request, isHttp10) == null ? response : NotModified.of(request, response);
      return CodedResponse.unchanged(tagged, !varies(tagged));
    }
    if (!on || !couldBe(request, response)) {
      return CodedResponse.unchanged(response, false);
    }
    var coding = wanted(request, isHttp10);
    return coding == null
        ? CodedResponse.unchanged(response, !varies(response))
        : new CodedResponse(coded(withVary(response), coding), coding, false);
  }

  /** The coding that this request may get and its client prefers; null for none. */
  private static @Nullable Coding wanted(Request request, boolean isHttp10) {
    var fields = request.headers();
    return !isAsked(request) || isHttp10 || !mayBe(fields)
        ? null
        : Coding.preferred(fields.all(ACCEPT));
  }

  /** Whether the client says anything of codings. */
  static boolean isAsked(Request request) {
    return request.headers().has(ACCEPT);
  }

  /** Whether a response is sent unchanged, whatever its client accepts. */
  public boolean leaves(Request request, Response response) {
    return !on || (response.status() != 304 && isShort(request, response.body()));
  }

  /** An empty list is the answer to a HEAD whose GET is not made. */
  private static boolean isShort(Request request, Body body) {
    long length = size(body);
    boolean isUnknown = body instanceof Body.Chunks && length == 0 && isHead(request);
    return length >= 0 && length < SHORTEST && !isUnknown;
  }

  private static boolean isHead(Request request) {
    return request.method().equals("HEAD");
  }

  /** The length of a body in bytes, or, of a text that is not short, at least; -1 if unknown. */
  static long size(Body body) {
    // The first request waits for the classes that a switch over types makes.
    if (body instanceof Body.Text(var text)) {
      int length = text.length();
      boolean isClear = length >= SHORTEST || length < SHORTEST / 3;
      return isClear ? length : text.getBytes(UTF_8).length;
    }
    if (body instanceof Body.Bytes(var bytes)) {
      return bytes.length;
    }
    return sizeOfOther(body);
  }

  private static long sizeOfOther(Body body) {
    return switch (body) {
      case Body.Chunks(var chunks) -> chunks.stream().mapToLong(String::length).sum();
      case Body.File file -> file.length();
      case Body.PassThrough passed -> passed.length().orElse(-1);
      case Body.Text _, Body.Bytes _, Body.Lines _, Body.Tunnel _, Body.WebSocket _ -> -1;
    };
  }

  private static boolean couldBe(Request request, Response response) {
    int status = response.status();
    var headers = response.headers();
    return status != 101
        && !isShort(request, response.body())
        && status != 204
        && status != 205
        && status != 206
        && isText(response)
        && !headers.has("Content-Encoding")
        && !headers.has("Content-Range")
        && !hasDigest(headers)
        && !forbidsTransform(headers);
  }

  /** The server adds a type, which is text, unless the body is passed through. */
  private static boolean isText(Response response) {
    var headers = response.headers();
    return headers.has("Content-Type")
        ? TextualType.isIn(headers.all("Content-Type"))
        : !(response.body() instanceof Body.PassThrough);
  }

  private static boolean hasDigest(Headers headers) {
    return DIGESTS.stream().anyMatch(headers::has);
  }

  /** Returns the trailers of a body that was compressed after all. */
  public static Headers trailers(Headers own) {
    var left = weakened(own);
    for (var name : DIGESTS) {
      left = left.without(name);
    }
    return left;
  }

  private static boolean forbidsTransform(Headers headers) {
    return headers.has("Cache-Control")
        && HeaderList.has(headers.all("Cache-Control"), "no-transform");
  }

  /** A part of a compressed body would be of no use to a client that asks for one of the body. */
  private static boolean mayBe(Headers request) {
    return !request.has("Range") && !isOfAnotherSite(request);
  }

  /**
   * A page of another site could have the client send requests and measure the lengths of what
   * comes back: compressed, they tell whether its guess is in the body (the BREACH attack).
   */
  private static boolean isOfAnotherSite(Headers request) {
    var site = request.get("Sec-Fetch-Site");
    return site != null
        && !site.equals("same-origin")
        && !site.equals("none")
        && (request.has("Cookie") || request.has("Authorization"));
  }

  private static Response withVary(Response response) {
    return varies(response) ? response : response.plusHeader(VARY, ACCEPT);
  }

  private static boolean varies(Response response) {
    if (!response.headers().has(VARY)) {
      return false;
    }
    var fields = response.headers().all(VARY);
    return HeaderList.has(fields, ACCEPT) || HeaderList.has(fields, "*");
  }

  private static Response coded(Response response, Coding coding) {
    var headers =
        response.headers().without("Accept-Ranges").plus("Content-Encoding", coding.token());
    return new Response(response.status(), weakened(headers), response.body());
  }

  /** The bytes are others than those that the tag stands for (RFC 9110, section 8.8.1). */
  private static Headers weakened(Headers headers) {
    List<String> tags = headers.all("ETag");
    return tags.size() == 1 && tags.getFirst().startsWith("\"")
        ? headers.with("ETag", "W/" + tags.getFirst())
        : headers;
  }
}
