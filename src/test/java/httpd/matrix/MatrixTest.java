package httpd.matrix;

import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.route.Route;
import httpd.route.Router;
import httpd.server.AccessEvent;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.server.tls.TlsSettings;
import httpd.testing.LogCapture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A source of each kind, and the servers that offer them, each under its name. */
abstract class MatrixTest {

  protected static final long PATIENCE_SECONDS = 10;

  @TempDir Path directory;

  protected final Semaphore heads = new Semaphore(0);
  protected final Semaphore done = new Semaphore(0);
  protected final List<MatrixSource> sources = new ArrayList<>();
  protected final HandlerSource handler = new HandlerSource();
  protected FileSource file;
  protected LogCapture log;

  @BeforeEach
  void open() throws Exception {
    log = new LogCapture();
    file = new FileSource(directory);
    sources.addAll(
        List.of(
            handler,
            new TailSource(directory),
            new ExecSource(directory),
            new HubSource(),
            new ProxySource(),
            file));
  }

  @AfterEach
  void close() throws Exception {
    for (var source : sources) {
      source.close();
    }
    log.close();
  }

  protected final Server serve(MatrixTransport transport, Route... others) throws IOException {
    var routes = new ArrayList<>(List.of(others));
    for (var source : sources) {
      routes.add(Route.any("/" + source.name(), source.handler()));
    }
    routes.add(Route.any(FileSource.SMALL, file.smallHandler()));
    var config =
        ServerConfig.defaults()
            .withPort(0)
            .withDrain(Duration.ZERO)
            .withAccessLog(event -> {
              if (event.phase() == AccessEvent.Phase.HEAD) {
                heads.release();
              } else if (event.phase() == AccessEvent.Phase.DONE) {
                done.release();
              }
            });
    var tls = transport.isTls ? TlsSettings.ownCertificate(Set.of("localhost")) : null;
    return Server.start(config.withTls(tls), Router.of(routes));
  }

  /** Waits until this many clients have been sent the head of a stream, since the last call. */
  protected final void awaitHeads(int count) throws InterruptedException {
    assertTrue(heads.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS), "a client has no head");
  }

  /** Waits until a request is done that was not when the permits were drained. */
  protected final void awaitDone() throws InterruptedException {
    assertTrue(done.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS), "the request is not done");
  }
}
