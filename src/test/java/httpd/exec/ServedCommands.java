package httpd.exec;

import httpd.Handler;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Commands behind a server with one event loop. */
abstract class ServedCommands extends RunningCommands {

  private final List<RawClient> clients = new ArrayList<>();
  private Server server;

  /** Before the places of the commands are counted: they run as long as their clients stay. */
  @AfterEach
  void takeDown() throws IOException {
    for (var client : clients) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  void serve(Handler handler) throws IOException {
    server = Server.start(ServerConfig.defaults().withPort(0).withEventLoops(1), handler);
  }

  int port() {
    return server.address().getPort();
  }

  RawClient connect() throws IOException {
    var client = new RawClient(server.address());
    clients.add(client);
    return client;
  }

  /** The response to a request with these header fields, up to the end of the connection. */
  String ask(String requestLine, String... fields) throws IOException {
    var request = new StringBuilder(requestLine + " HTTP/1.1\nHost: h\nConnection: close\n");
    for (var field : fields) {
      request.append(field).append('\n');
    }
    return connect().send(request + "\n").readAll();
  }
}
