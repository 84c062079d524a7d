package httpd.http2;

import static httpd.testing.RawFrame.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.FieldBlock;
import httpd.testing.RawHttp2Client;
import io.netty.handler.codec.http2.Http2Error;

/**
 * One sentence of an RFC: what a client does, and what the server has to answer.
 *
 * @param name the section, and what is done
 */
record Http2Case(String name, Script script) {

  /** The stream that a case is about, unless it says another. */
  static final int STREAM = 1;

  /** A stream after those of the case. */
  private static final int NEXT = 1001;

  /** What a client does on a connection that has begun. */
  interface Script {
    void play(RawHttp2Client client) throws Exception;
  }

  /** A violation that ends the connection, with one of the codes if the RFC leaves a choice. */
  static Http2Case fatal(String name, Script script, Http2Error... codes) {
    return new Http2Case(
        name,
        client -> {
          script.play(client);
          client.expectGoAway(codes);
        });
  }

  /** A violation that ends the stream alone. */
  static Http2Case reset(String name, Script script, Http2Error... codes) {
    return new Http2Case(
        name,
        client -> {
          script.play(client);
          client.expectReset(STREAM, codes);
          goesOn(client);
        });
  }

  /** Something that has no effect. */
  static Http2Case ignored(String name, Script script) {
    return new Http2Case(
        name,
        client -> {
          script.play(client);
          client.expectAlive();
          goesOn(client);
        });
  }

  /** A request on the stream that is answered with this status. */
  static Http2Case answered(String name, int status, Script script) {
    return new Http2Case(
        name,
        client -> {
          script.play(client);
          assertEquals(Integer.toString(status), client.expectResponse(STREAM).status());
          goesOn(client);
        });
  }

  /** A request that is malformed (RFC 9113, section 8.1.1). */
  static Http2Case malformed(String name, FieldBlock block) {
    return reset(name, client -> client.send(request(STREAM, block)), Http2Error.PROTOCOL_ERROR);
  }

  /** Fails unless the connection serves another request. */
  static void goesOn(RawHttp2Client client) throws Exception {
    client.send(request(NEXT, FieldBlock.get("/")));
    assertEquals("200", client.expectResponse(NEXT).status());
  }

  @Override
  public String toString() {
    return name;
  }
}
