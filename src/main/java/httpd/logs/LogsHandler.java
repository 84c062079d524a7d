package httpd.logs;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.limit.Limits;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.live.View;
import httpd.sse.EventEncoder.Form;
import httpd.tail.TailedFiles;
import httpd.topic.HasTopics;
import httpd.topic.TopicView;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Serves the logs of a directory: their list, one of them as {@code tail:} does, or several on one
 * stream.
 *
 * <pre>
 *   no file=                          the list            {@link LogListAnswer}
 *   one file=NAME                     its lines           {@link TopicHandler}
 *   several, a wildcard, or as=json   the lines of all    {@link SeveralFiles}
 * </pre>
 */
public final class LogsHandler implements Handler, HasTopics {

  /** The time between two looks for new files. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final String name;
  private final LogDirectory directory;
  private final Presentation presentation;
  private final LogListAnswer list;
  private final SeveralFiles several;
  private final FilesToOpen files;

  /** A handler that the limits of the process bound. */
  public LogsHandler(String name, LogDirectory directory, Presentation presentation) {
    this(name, directory, presentation, Limits.ofTheProcess());
  }

  /** A handler with limits of its own. */
  public LogsHandler(
      String name, LogDirectory directory, Presentation presentation, Limits limits) {
    this.name = name;
    this.directory = directory;
    this.presentation = presentation;
    this.list = new LogListAnswer(directory, limits);
    this.several = new SeveralFiles(directory, presentation, PAUSE);
    this.files = new FilesToOpen(directory, several.names());
  }

  @Override
  public Response handle(Request request) throws Exception {
    var selection = FileSelection.of(request);
    boolean json = "json".equals(request.query("as"));
    var view = json ? viewOfJson(request) : presentation.view(request);
    if (selection.isEmpty()) {
      return list(request, view, json);
    }
    if (view == View.PAGE) {
      return presentation.page(request);
    }
    if (selection.isOne() && !json) {
      return one(request, selection.names().getFirst());
    }
    return view == View.EVENTS
        ? several.events(request, selection, json)
        : several.lines(request, selection, json);
  }

  private View viewOfJson(Request request) {
    var view = presentation.only() == null ? View.ofAccept(request) : presentation.only();
    return view == View.EVENTS ? View.EVENTS : View.LINES;
  }

  private Response list(Request request, View view, boolean json) throws IOException {
    if (view == View.EVENTS && presentation.only() == null && !json) {
      throw new HttpException(
          400,
          "events are of files: add ?file=NAME, once or several times, or ?file=*.log; without"
              + " it and as text this path lists the files");
    }
    return presentation.varied(list.answer(request, json));
  }

  /** The files that are followed now. */
  @Override
  public List<TopicView> topics(int most) throws IOException {
    return TailedFiles.ofTheProcess().followed(files.inside()).stream()
        .filter(file -> directory.takes(file.name()))
        .sorted(Comparator.comparingLong(TopicView::subscribers).reversed())
        .limit(most)
        .toList();
  }

  private Response one(Request request, String file) throws Exception {
    var inside = files.inside();
    boolean isBack = Presentation.lastEventId(request) != null || request.query("after") != null;
    files.check(inside, file, isBack);
    var topic = TailedFiles.ofTheProcess().inside(inside, file);
    return new TopicHandler(directory + file, topic, presentation, Form.DATA).handle(request);
  }

  @Override
  public String toString() {
    return name;
  }
}
