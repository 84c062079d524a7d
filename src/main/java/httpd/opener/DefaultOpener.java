package httpd.opener;

import httpd.Body;
import httpd.Headers;
import httpd.Hub;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.SourceOpener;
import httpd.exec.Command;
import httpd.exec.Commands;
import httpd.hub.InProcessHub;
import httpd.line.LineSource;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.recording.HandlerRuns;
import httpd.recording.Recordings;
import httpd.tail.TailedFiles;
import httpd.topic.StandardInput;
import httpd.topic.TopicSource;
import httpd.upstream.UpstreamClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens the sources that routes open too, and presents them as routes do; both share their readers.
 */
public final class DefaultOpener extends SourceOpener {

  /** Called by the service loader. */
  public DefaultOpener() {}

  @Override
  protected LineSource http(String method, URI address, Headers headers, @Nullable String body) {
    return UpstreamClient.shared().open(method, address, headers, body);
  }

  @Override
  protected LineSource tail(Path file, Clock clock) {
    try {
      return TailedFiles.ofTheProcess().file(file.toString(), clock).last(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected LineSource stdin() {
    return StandardInput.ofTheProcess().last(0);
  }

  @Override
  protected LineSource exec(List<String> arguments) {
    return Commands.ofTheProcess().open(Command.of(arguments));
  }

  @Override
  protected Hub hub(
      int events, boolean cuts, @Nullable Function<ServerSentEvent, @Nullable String> key) {
    return InProcessHub.keeping(events, cuts, key);
  }

  @Override
  protected Response live(Request request, LineSource lines) throws Exception {
    var given = new Response(200, Headers.EMPTY, new Body.Lines(lines));
    boolean used = false;
    try {
      var response =
          lines instanceof TopicSource known
              ? TopicHandler.beginningWith(known).handle(request)
              : new LiveLinesHandler(ignored -> given, Presentation.DEFAULT).handle(request);
      used = response.body() instanceof Body.Lines;
      return response;
    } finally {
      if (!used) {
        lines.close();
      }
    }
  }

  @Override
  protected Response durable(Request request, Callable<Response> start) throws Exception {
    return new HandlerRuns(Recordings.ofTheProcess()).answer(request, start);
  }
}
