package httpd.logs;

import httpd.Request;
import httpd.Response;
import httpd.file.ServedDirectory;
import httpd.http.JsonWriter;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.WakeSlot;
import httpd.live.Grep;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.live.merged.Arrivals;
import httpd.live.merged.MergedAnswer;
import httpd.live.merged.MergedEncoder;
import httpd.live.merged.MergedEvents;
import httpd.live.merged.MergedForm;
import httpd.live.merged.MergedTopic;
import httpd.live.merged.OpenedStream;
import httpd.live.merged.PlacesId;
import httpd.live.merged.StreamNouns;
import httpd.sse.EventFrame;
import httpd.tail.TailedFiles;
import httpd.tail.follow.TailSource;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Answers a client with several files on one stream, as {@link TopicHandler} with one. */
final class SeveralFiles {

  private static final StreamNouns NOUNS = new StreamNouns("file", "files", "Httpd-Files");

  private static final MergedForm LINES = MergedForm.ofLines(SeveralFiles::prefixed);
  private static final MergedForm JSON_LINES = (line, of, topics) -> Line.of(json(of.name(), line));

  private final Presentation presentation;
  private final MergedAnswer answer;
  private final FilesToOpen files;
  private final FileArrivals arrivals;
  private final ServedNames names = new ServedNames();
  private final MergedForm events =
      MergedForm.ofEvents(new MergedEncoder((line, file, id) -> EventFrame.ofData(line, id)));
  private final MergedForm jsonEvents =
      MergedForm.ofEvents(
          new MergedEncoder((line, file, id) -> EventFrame.ofData(Line.of(json(file, line)), id)));

  SeveralFiles(LogDirectory directory, Presentation presentation, Duration pause) {
    this.presentation = presentation;
    this.answer = new MergedAnswer(presentation, NOUNS);
    this.files = new FilesToOpen(directory, names);
    this.arrivals = new FileArrivals(directory, pause);
  }

  /** The files that its streams had. */
  ServedNames names() {
    return names;
  }

  Response events(Request request, FileSelection selection, boolean json) throws IOException {
    var id = Presentation.lastEventId(request);
    return answer.events(request, open(request, selection, id, json ? jsonEvents : events));
  }

  Response lines(Request request, FileSelection selection, boolean json) throws IOException {
    var id = MergedAnswer.placeOfLines(request, NOUNS);
    var opened = open(request, selection, id, json ? JSON_LINES : LINES);
    var response = answer.lines(opened);
    return json ? response.withType("application/x-ndjson") : response;
  }

  private OpenedStream open(
      Request request, FileSelection selection, @Nullable String id, MergedForm form)
      throws IOException {
    var asked = request.query("last");
    int last = asked == null ? presentation.last() : TopicHandler.count(asked);
    var places = id == null ? null : PlacesId.positions(id);
    var grep = Grep.of(request);
    UnaryOperator<LineSource> filter = form.isEvents() ? lines -> lines : grep::lines;
    var slot = new WakeSlot();
    var joiner = joiner(selection, filter, slot);
    var stream = new MergedEvents(form, NOUNS, joiner, slot, null);
    boolean isOpen = false;
    try {
      var inside = files.inside();
      for (var name : files.of(inside, selection, id, places == null ? Map.of() : places)) {
        var file =
            id == null ? last(inside, name, last, grep) : after(inside, selection, name, places);
        if (file != null) {
          file.filter(filter);
          stream.add(file);
          names.add(name);
        }
      }
      if (joiner instanceof FileJoiner waiting) {
        arrivals.add(waiting);
      }
      isOpen = true;
      return OpenedStream.of(stream, places == null ? Map.of() : places);
    } finally {
      if (!isOpen) {
        stream.close();
      }
    }
  }

  private Arrivals joiner(
      FileSelection selection, UnaryOperator<LineSource> asked, Runnable changed) {
    return selection.patterns().isEmpty()
        ? Arrivals.none()
        : new FileJoiner(arrivals, selection, names, asked, changed);
  }

  /** A file with a part of what it has; with a search there may be more lines than asked for. */
  private static MergedTopic last(ServedDirectory inside, String name, int lines, Grep grep)
      throws IOException {
    var source = grep.last(TailedFiles.ofTheProcess().inside(inside, name), lines);
    int most = grep.isOfAll() ? lines : Math.min(lines, 1) * TopicHandler.MOST_LINES;
    return source instanceof TailSource tail
        ? MergedTopic.of(name, tail).withHistory(most, tail::isAtEnd)
        : MergedTopic.of(name, source);
  }

  /**
   * Goes on in a file; without {@code places} the client's id was none of ours. Null for a file
   * that is not there any more, and whose lines are gone: it counts among those of the id.
   */
  private @Nullable MergedTopic after(
      ServedDirectory inside,
      FileSelection selection,
      String name,
      @Nullable Map<String, String> places)
      throws IOException {
    var file = TailedFiles.ofTheProcess().inside(inside, name);
    var position = places == null ? "" : position(selection, name, places);
    if (position == null && file.after("0") instanceof Resumption.Found(var all)) {
      return MergedTopic.of(name, all);
    }
    var topic = MergedTopic.after(name, file, position == null ? "" : position);
    return topic.isWhole() || file.exists() ? topic : null;
  }

  /**
   * Returns the client's position in a file. If the file was created while the client followed its
   * rotated part under the part's own name, the position in the part continues in this file.
   */
  private @Nullable String position(
      FileSelection selection, String name, Map<String, String> places) {
    var own = places.get(PlacesId.key(name));
    return own != null
        ? own
        : names.of(places.keySet()).stream()
            .filter(part -> selection.isPart(part, name))
            .map(part -> places.remove(PlacesId.key(part)))
            .findFirst()
            .orElse(null);
  }

  private static Line prefixed(Line line, byte[] prefix) {
    byte[] content = line.content();
    byte[] all = new byte[prefix.length + content.length];
    System.arraycopy(prefix, 0, all, 0, prefix.length);
    System.arraycopy(content, 0, all, prefix.length, content.length);
    return new Line(all, Line.Ending.LF);
  }

  private static String json(String file, Line line) {
    try (var json = JsonWriter.ofUnicode()) {
      return json.object().add("file", file).add("line", line.text()).end().take();
    }
  }
}
