package httpd.command;

import httpd.testing.Installed;
import httpd.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a server that a test starts keeps its streams. */
enum StreamsEngine {
  MEMORY {
    @Override
    Running start(Path directory) throws IOException {
      return serve(directory, "streams:");
    }
  },

  DISK {
    @Override
    Running start(Path directory) throws IOException {
      return serve(directory, "streams:data");
    }
  },

  REDIS {
    @Override
    boolean isInstalled() {
      return Installed.isOnThePath("redis-server");
    }

    @Override
    Running start(Path directory) throws IOException {
      var redis = RedisServer.start(Files.createDirectories(directory));
      return serve(directory, "streams:" + redis.address("suite"), redis);
    }
  };

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  /** The pages of the site that the suite names may read what they get. */
  private static final List<String> OPTIONS =
      List.of(
          "--port",
          "0",
          "--log",
          "off",
          "--limit",
          "long-poll=4s",
          "--allow-origin",
          "https://example.com");

  /** Whether the server that it needs beside the program is on the {@code PATH}. */
  boolean isInstalled() {
    return true;
  }

  /** Starts the program with streams at {@code /v1/stream/}. */
  abstract Running start(Path directory) throws IOException;

  static Running serve(Path directory, String target, AutoCloseable... beside) throws IOException {
    Files.createDirectories(directory);
    var command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(OPTIONS);
    command.add("/v1/stream/=" + target);
    return new Running(Launched.start(directory, Map.of(), command), List.of(beside));
  }

  /** A server, and what it needs, which is closed after it. */
  record Running(Launched server, List<AutoCloseable> beside) implements AutoCloseable {

    String base() {
      return "http://127.0.0.1:" + server.address().getPort();
    }

    @Override
    public void close() throws Exception {
      server.close();
      for (var each : beside) {
        each.close();
      }
    }
  }
}
