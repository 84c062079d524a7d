package httpd.cli;

import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.limit.Limits;
import httpd.recording.RecordingSettings;
import httpd.recording.Recordings;
import java.util.stream.Stream;

/** The options of recorded runs. */
final class RecordingOptions {

  private RecordingOptions() {}

  static boolean areGiven(Options options) {
    return Stream.of("--durable", "--durable-linger", "--durable-keep").anyMatch(options::isGiven);
  }

  /** Makes recordings of the process, for routes and for handler files. */
  static void use(Options options, Limits limits) throws CommandException {
    if (options.durable() != null) {
      throw CommandException.wrong(
          "--durable has no engine for " + options.durable(),
          "leave it out: runs are kept in memory");
    }
    new Recordings(
            RecordingSettings.inMemory(options.durableLinger(), options.durableKeep(), limits))
        .useForTheProcess();
  }
}
