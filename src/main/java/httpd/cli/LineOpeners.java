package httpd.cli;

import httpd.Body;
import httpd.Headers;
import httpd.LineOpener;
import httpd.Request;
import httpd.Response;
import httpd.exec.Command;
import httpd.exec.Commands;
import httpd.line.LineSource;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
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
import org.jspecify.annotations.Nullable;

/**
 * Opens for {@link httpd.Lines} what the routes of the command line open, and shows it as they do;
 * both share their readers.
 */
public final class LineOpeners implements LineOpener {

  public LineOpeners() {}

  @Override
  public LineSource http(String method, URI address, Headers headers, @Nullable String body) {
    return UpstreamClient.shared().open(method, address, headers, body);
  }

  @Override
  public LineSource tail(Path file, Clock clock) {
    try {
      return TailedFiles.ofTheProcess().file(file.toString(), clock).fromNow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public LineSource stdin() {
    return StandardInput.ofTheProcess().fromNow();
  }

  @Override
  public LineSource exec(List<String> arguments) {
    return Commands.ofTheProcess().open(Command.of(arguments));
  }

  @Override
  public Response live(Request request, LineSource lines) throws Exception {
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
}
