package httpd.tail;

import httpd.file.ServedDirectory;
import httpd.tail.follow.TailReader;
import httpd.tail.follow.TailedFile;
import httpd.tail.name.InsideName;
import httpd.tail.name.TailName;
import httpd.topic.TopicView;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that are followed, each read once however many clients follow it. A file without a
 * client costs nothing.
 */
public final class TailedFiles {

  private static final TailedFiles OF_THE_PROCESS =
      new TailedFiles(Clock.system(ZoneId.systemDefault()));

  private final TailReader reader = new TailReader();
  private final Clock clock;

  public TailedFiles(Clock clock) {
    this.clock = clock;
  }

  public static TailedFiles ofTheProcess() {
    return OF_THE_PROCESS;
  }

  /** A file, which need not exist, or a name with a date or pattern in it: see {@link TailName}. */
  public TailedFile file(String name) {
    return file(name, clock);
  }

  /** The same; a dated name means the file of now by another clock, in its time zone. */
  public TailedFile file(String name, Clock clock) {
    return new TailedFile(reader, TailName.parse(name, clock));
  }

  /**
   * A file below a directory, which need not exist. A name that leads out of the directory, as by a
   * link, is not there, whenever it comes to do so.
   */
  public TailedFile inside(ServedDirectory directory, String name) {
    return new TailedFile(reader, new InsideName(directory, name));
  }

  /** Returns the files below a directory that are followed now, with their readers. */
  public List<TopicView> followed(ServedDirectory directory) throws IOException {
    var views = new ArrayList<TopicView>();
    for (var each : reader.followed().entrySet()) {
      if (each.getKey() instanceof InsideName name && name.root().equals(directory)) {
        var path = directory.root().relativize(name.path()).toString();
        views.add(new TailedFile(reader, name).view(path).withSubscribers(each.getValue()));
      }
    }
    return views;
  }

  public boolean isReading() {
    return reader.isRunning();
  }
}
