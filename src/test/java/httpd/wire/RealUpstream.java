package httpd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.ServerSentEvent;
import httpd.proxy.ProxyHandler;
import httpd.proxy.ProxyRoute;
import httpd.proxy.TrustedProxies;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.Installed;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Servers that others have made, each with the same three lines and the same three events. */
enum RealUpstream {
  NGINX {
    @Override
    Running start(Path folder) throws Exception {
      Installed.require("nginx");
      Files.writeString(folder.resolve("lines"), LINES);
      Files.writeString(folder.resolve("events"), EVENTS);
      var socket = folder.resolve("nginx.sock");
      var configuration = folder.resolve("nginx.conf");
      Files.writeString(
          configuration,
          NGINX_CONF.replace("FOLDER", folder.toString()).replace("SOCKET", "" + socket));
      var process = run("nginx", "-p", "" + folder, "-c", "" + configuration, "-e", "stderr");
      try {
        Eventually.holds("nginx listens", () -> Files.exists(socket));
      } catch (AssertionError notStarted) {
        end(process);
        throw notStarted;
      }
      return new Running("http+unix:" + socket + ":/", () -> end(process));
    }

    @Override
    boolean echoes() {
      return false;
    }
  },

  NODE {
    @Override
    Running start(Path folder) throws Exception {
      Installed.require("node");
      return onAPort(run("node", "-e", NODE_SERVER));
    }
  },

  PYTHON {
    @Override
    Running start(Path folder) throws Exception {
      Installed.require("python3");
      return onAPort(run("python3", "-u", "-c", PYTHON_SERVER));
    }
  },

  HTTPD {
    @Override
    Running start(Path folder) throws Exception {
      var router =
          Router.of(
              Route.get("/lines", request -> Response.lines(Stream.of("one", "two", "three"))),
              Route.get("/events", request -> Response.events(events())),
              Route.post("/echo", request -> Response.text(request.text())));
      var server = Server.start(ServerConfig.defaults().withPort(0), router);
      return new Running(server.uri().toString(), server);
    }
  };

  static final String LINES = "one\ntwo\nthree\n";
  private static final String EVENTS = "data: one\n\ndata: two\n\ndata: three\n\n";
  private static final long END_SECONDS = 20;

  private static final String NGINX_CONF =
      """
      daemon off; master_process off; pid nginx.pid; error_log stderr;
      events {}
      http {
        access_log off; default_type text/plain;
        client_body_temp_path FOLDER/b; proxy_temp_path FOLDER/p; fastcgi_temp_path FOLDER/f;
        uwsgi_temp_path FOLDER/u; scgi_temp_path FOLDER/s;
        server {
          listen unix:SOCKET;
          root FOLDER;
          location = /events { default_type text/event-stream; }
        }
      }
      """;

  private static final String NODE_SERVER =
      """
      require("http").createServer(async (request, response) => {
        const events = request.url === "/events";
        response.setHeader("Content-Type", events ? "text/event-stream" : "text/plain");
        if (request.url === "/echo") {
          request.pipe(response);
          return;
        }
        for (const word of ["one", "two", "three"]) {
          response.write(events ? `data: ${word}\\n\\n` : `${word}\\n`);
          await new Promise(setImmediate);
        }
        response.end();
      }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
      """;

  private static final String PYTHON_SERVER =
      """
      from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
      class Handler(BaseHTTPRequestHandler):
          protocol_version = "HTTP/1.1"
          def log_message(self, *_):
              pass
          def do_GET(self):
              events = self.path == "/events"
              self.send_response(200)
              self.send_header("Content-Type", "text/event-stream" if events else "text/plain")
              self.send_header("Transfer-Encoding", "chunked")
              self.end_headers()
              for word in ["one", "two", "three"]:
                  text = f"data: {word}\\n\\n" if events else f"{word}\\n"
                  self.wfile.write(f"{len(text):x}\\r\\n{text}\\r\\n".encode())
              self.wfile.write(b"0\\r\\n\\r\\n")
          def do_POST(self):
              body = self.rfile.read(int(self.headers["Content-Length"]))
              self.send_response(200)
              self.send_header("Content-Type", "text/plain")
              self.send_header("Content-Length", str(len(body)))
              self.end_headers()
              self.wfile.write(body)
      server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
      print(server.server_port)
      server.serve_forever()
      """;

  /** One that runs. */
  record Running(String url, AutoCloseable end) implements AutoCloseable {
    /** A server in front of it, which has a page of its own. */
    Server behindProxy() throws Exception {
      var handler =
          new ProxyHandler(
              new ProxyRoute(
                  "proxy",
                  List.of(UpstreamAddress.of(url)),
                  UpstreamLimits.DEFAULT,
                  TrustedProxies.NONE,
                  false));
      var router =
          Router.of(
              Route.get("/page", request -> Response.text("").withType("text/html")),
              Route.of(Set.of(), "/", handler));
      return Server.start(ServerConfig.defaults().withPort(0), router);
    }

    @Override
    public void close() throws Exception {
      end.close();
    }
  }

  /** Starts it, or skips the test where it is not installed. */
  abstract Running start(Path folder) throws Exception;

  /** Whether it gives back what is posted to {@code /echo}. */
  boolean echoes() {
    return true;
  }

  static Process run(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Running onAPort(Process process) throws Exception {
    try {
      var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
      var port = Integer.parseInt(String.valueOf(lines.readLine()));
      return new Running("http://127.0.0.1:" + port + "/", () -> end(process));
    } catch (RuntimeException | IOException e) {
      end(process);
      throw e;
    }
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    assertTrue(process.waitFor(END_SECONDS, TimeUnit.SECONDS), "still there: " + process.info());
  }

  private static Stream<ServerSentEvent> events() {
    return List.of("one", "two", "three").stream().map(ServerSentEvent::of);
  }
}
