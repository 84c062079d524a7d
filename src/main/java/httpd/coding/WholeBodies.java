package httpd.coding;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.Request;
import httpd.Response;
import java.io.ByteArrayOutputStream;

/**
 * Compresses bodies that are in memory as a whole, unless they are so long that a copy for each
 * client would be too much: {@link CompressedSlices} are for those.
 */
public final class WholeBodies {

  /** Bytes that an event loop compresses itself, which takes it half a millisecond. */
  private static final int MOST_ON_LOOP = 32 * 1024;

  /** Bytes that the thread of a handler compresses. */
  private static final int MOST_ON_THREAD = 1024 * 1024;

  private final CodingRules rules;
  private final boolean isHttp10;

  WholeBodies(CodingRules rules, boolean isHttp10) {
    this.rules = rules;
    this.isHttp10 = isHttp10;
  }

  /** Returns the response to send, from the event loop. */
  public Response onLoop(Request request, Response response) {
    return compressed(request, response, MOST_ON_LOOP);
  }

  /** Returns the response to send, from the thread of the handler. */
  public Response onThread(Request request, Response response) {
    return compressed(request, response, MOST_ON_THREAD);
  }

  private Response compressed(Request request, Response response, int most) {
    boolean isWhole =
        response.status() != 304
            && isEager(response.body())
            && CodingRules.size(response.body()) <= most;
    if (!isWhole || rules.leaves(request, response) || !CodingRules.isAsked(request)) {
      return response;
    }
    var coded = rules.decide(request, isHttp10, response);
    var coding = coded.coding();
    return coding == null ? response : compressed(coded.response(), coding);
  }

  private static Response compressed(Response coded, Coding coding) {
    var body = new Body.Bytes(compressed(bytes(coded.body()), coding));
    return new Response(coded.status(), coded.headers(), body);
  }

  private static byte[] compressed(byte[] plain, Coding coding) {
    var body = new BodyEncoder(coding);
    var target = new ByteArrayOutputStream(Math.max(512, plain.length / 4));
    try {
      var block =
          EncoderPool.ofTheProcess().use(blocks -> body.block(blocks, plain, 0, plain.length));
      target.writeBytes(block.content());
      target.writeBytes(body.end().content());
      return target.toByteArray();
    } finally {
      body.close();
    }
  }

  private static boolean isEager(Body body) {
    return body instanceof Body.Text || body instanceof Body.Bytes;
  }

  private static byte[] bytes(Body body) {
    return switch (body) {
      case Body.Text(var text) -> text.getBytes(UTF_8);
      case Body.Bytes(var bytes) -> bytes;
      default -> throw new IllegalArgumentException("not eager: " + body);
    };
  }
}
