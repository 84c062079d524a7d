package httpd.coding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.line.Line;
import httpd.live.TopicHandler;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.server.tls.TlsSettings;
import httpd.testing.FieldBlock;
import httpd.testing.InflatedAnswer;
import httpd.testing.RawClient;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import httpd.testing.TlsWire;
import httpd.topic.MemoryRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Compressed clients that no audience takes, since their lines go through another layer. */
class EventsOfLayersTest {

  private static final int CLIENTS = 60;
  private static final int EVENTS = 50;

  /** After so many events, every client has had what the next one may refer to. */
  private static final int FIRST = 50;

  private final MemoryRing ring = new MemoryRing(1000, Long.MAX_VALUE);

  /** What clients have to do with each event. */
  private interface Reader {
    void read(int number) throws Exception;
  }

  private Server serve(ServerConfig config) throws Exception {
    return Server.start(
        config.withPort(0).withEventLoops(2).withHeartbeat(Duration.ZERO),
        new TopicHandler("stdin:", ring, 0));
  }

  private void assertOnce(Reader all) throws Exception {
    long before = 0;
    for (int i = 0; i < FIRST + EVENTS; i++) {
      before = i == FIRST ? BlockEncoder.made() : before;
      ring.append(Line.of("{\"level\":\"info\",\"message\":\"this is the event " + i + "\"}"));
      all.read(i);
    }
    assertEquals(EVENTS, BlockEncoder.made() - before);
  }

  @Test
  @DisplayName("Z-50 an event is compressed once for all clients of TLS")
  void tls() throws Exception {
    var clients = new ArrayList<RawClient>();
    try (var server =
        serve(ServerConfig.defaults().withTls(TlsSettings.ownCertificate(Set.of("localhost"))))) {
      var answers = new ArrayList<InflatedAnswer>();
      for (int i = 0; i < CLIENTS; i++) {
        var client = new RawClient(server.address());
        clients.add(client);
        client.secured(TlsWire.context(), parameters -> {});
        answers.add(InflatedAnswer.get(client, "/", "gzip", "Accept: text/event-stream\n"));
      }
      assertOnce(number -> {
        for (var answer : answers) {
          answer.readUntil(" " + number + "\"}\n\n");
        }
      });
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  @DisplayName("Z-50 an event is compressed once for all streams of HTTP/2 connections")
  void http2() throws Exception {
    var clients = new ArrayList<RawHttp2Client>();
    try (var server = serve(ServerConfig.defaults())) {
      for (int i = 0; i < 3; i++) {
        var client = RawHttp2Client.connect(server.address());
        clients.add(client);
        client.send(RawFrame.windowUpdate(0, 1 << 24));
        for (int stream = 1; stream < 2 * CLIENTS / 3; stream += 2) {
          client.send(RawFrame.request(stream, request()));
        }
        readAll(client); // The position of each.
      }
      assertOnce(number -> {
        for (var client : clients) {
          readAll(client);
        }
      });
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  private static FieldBlock request() {
    return FieldBlock.get("/")
        .field("accept", "text/event-stream")
        .field("accept-encoding", "gzip");
  }

  /** Reads the next part of every stream. */
  private static void readAll(RawHttp2Client client) throws Exception {
    var read = new HashSet<Integer>();
    while (read.size() < CLIENTS / 3) {
      read.add(client.await(frame -> frame.type() == RawFrame.DATA).stream());
    }
  }
}
