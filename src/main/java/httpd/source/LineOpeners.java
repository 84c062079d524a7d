package httpd.source;

import httpd.Headers;
import httpd.LineOpener;
import httpd.line.LineSource;
import httpd.source.exec.Command;
import httpd.source.exec.Commands;
import httpd.source.tail.TailedFiles;
import httpd.upstream.UpstreamClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens for {@link httpd.Lines} what the routes of the command line open; both share their readers.
 */
public final class LineOpeners implements LineOpener {

  /** Called by the service loader. */
  public LineOpeners() {}

  @Override
  public LineSource http(String method, URI address, Headers headers, @Nullable String body) {
    return UpstreamClient.shared().open(method, address, headers, body);
  }

  @Override
  public LineSource tail(Path file) {
    try {
      return TailedFiles.ofTheProcess().file(file.toString()).fromNow();
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
}
