package httpd.cli.target;

import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.limit.Limits;
import httpd.recording.RecordingSettings;
import httpd.recording.Recordings;
import httpd.route.TargetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options of recorded runs: where they are kept, and how long. */
public record RecordingOptions(Options options) {

  private static final String DURABLE = "--durable";

  private static volatile @Nullable Recordings inUse;

  /** Makes the recordings of the process, for routes and handler files, if an option says so. */
  public void use() throws CommandException {
    if (Stream.of(DURABLE, "--durable-linger", "--durable-keep").noneMatch(options::isGiven)) {
      return;
    }
    var directory = options.durable();
    if (directory == null) {
      use(new Recordings(inMemory()));
      return;
    }
    try {
      use(new Recordings(in(directory)).restored());
    } catch (TargetException e) {
      throw CommandException.of(argument(directory), e);
    } catch (IOException e) {
      throw CommandException.of(argument(directory), LogPlace.notOpened(directory, e));
    }
  }

  private static void use(Recordings made) {
    Recordings.useForTheProcess(made);
    inUse = made;
  }

  /** Ends what goes on, and closes the directory; to be called when the server has stopped. */
  public static void closeAll() {
    var made = inUse;
    if (made != null) {
      inUse = null;
      Recordings.useForTheProcess(null);
      made.close();
    }
  }

  private RecordingSettings inMemory() {
    return RecordingSettings.inMemory(
        options.durableLinger(), options.durableKeep(), Limits.ofTheProcess());
  }

  private RecordingSettings in(Path directory) throws TargetException {
    var store =
        LogPlace.openRecordings(directory, options.sync(), RecordingSettings.RUN_BYTES_KEPT);
    return RecordingSettings.onDisk(
        store, options.durableLinger(), options.durableKeep(), Limits.ofTheProcess());
  }

  /** Finds out without a change whether {@link #use} would fail. */
  public void check() throws CommandException {
    var directory = options.durable();
    if (directory != null) {
      try {
        new LogPlace(DURABLE, directory.toString()).check(null);
      } catch (TargetException e) {
        throw CommandException.of(argument(directory), e);
      }
    }
  }

  private static String argument(Path directory) {
    return DURABLE + " " + directory;
  }
}
