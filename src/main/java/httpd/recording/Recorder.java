package httpd.recording;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.pump.LinePump;
import java.util.concurrent.Executor;

/**
 * Takes what the source of a run gives, and writes it to the {@link Recording} as records. It waits
 * when the recording is too far ahead of its readers.
 */
final class Recorder extends LinePump {

  private static final int TURN = 56 * 1024;

  private final Recording recording;
  private final Records records;
  private final Executor tasks;

  /** Whether it may be waiting for room: set before each look, so that no news is missed. */
  private volatile boolean looksForRoom;

  private Recorder(Recording recording, LineSource source, Records records, Executor tasks) {
    super(source, tasks);
    this.recording = recording;
    this.records = records;
    this.tasks = tasks;
  }

  static Recorder of(Recording recording, LineSource source, Records records) {
    return new Recorder(recording, source, records, new TaskQueue());
  }

  @Override
  public void start() {
    tasks.execute(super::start);
  }

  /** Looks for room again, if it waits for some; any thread. */
  void mayHaveRoom() {
    if (looksForRoom) {
      tasks.execute(this::writabilityChanged);
    }
  }

  /** Closes the source and ends the run as failed; any thread, any number of times. */
  void stop(String why) {
    tasks.execute(() -> {
      if (stopPumping()) {
        recording.over(Outcome.failed(why));
      }
    });
  }

  @Override
  protected int beginTurn() {
    return TURN;
  }

  @Override
  protected boolean isWritable() {
    looksForRoom = true;
    boolean hasRoom = recording.hasRoom();
    looksForRoom = !hasRoom;
    return hasRoom;
  }

  @Override
  protected int write(Line line) {
    records.take(line, recording::record);
    return line.length();
  }

  @Override
  protected void flush() {
    // Readers have been woken by each record.
  }

  @Override
  protected void ended() {
    recording.over(Outcome.ENDED);
  }

  @Override
  protected void failed(Throwable cause) {
    recording.over(Outcome.failed(cause));
  }
}
