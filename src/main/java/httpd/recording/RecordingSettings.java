package httpd.recording;

import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.line.Timer;
import httpd.topic.LogStore;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;
import java.time.Duration;
import java.util.concurrent.Future;

/**
 * What holds for the recordings of one place.
 *
 * @param linger how long a run goes on without a reader
 * @param keep how long a run is kept that is over
 * @param runBytes the most that the log of a run keeps
 * @param number of recordings
 * @param bytes of all recordings
 */
public record RecordingSettings(
    LogStore store,
    Duration linger,
    Duration keep,
    long runBytes,
    Limit number,
    Limit bytes,
    Timer timer) {

  // Constants of the compiler, so that the table of options need not load this class.
  public static final int LINGER_SECONDS = 60;
  public static final int KEEP_SECONDS = 300;

  /** What a run keeps in memory, with 65 bytes for each record. */
  public static final int RUN_BYTES = 4 * 1024 * 1024;

  /** What a run keeps in a directory. */
  public static final int RUN_BYTES_KEPT = 64 * 1024 * 1024;

  /** Recordings in a store whose logs keep {@link #RUN_BYTES_KEPT} each, on a disk. */
  public static RecordingSettings onDisk(
      LogStore store, Duration linger, Duration keep, Limits limits) {
    return new RecordingSettings(
        store,
        linger,
        keep,
        RUN_BYTES_KEPT,
        limits.of(Bound.RECORDINGS),
        limits.of(Bound.RECORDING_DISK),
        Timer.OF_THE_PROCESS);
  }

  /** Recordings in memory. */
  public static RecordingSettings inMemory(Duration linger, Duration keep, Limits limits) {
    return new RecordingSettings(
        new MemoryLogStore(new Retention(Integer.MAX_VALUE, RUN_BYTES, null)),
        linger,
        keep,
        RUN_BYTES,
        limits.of(Bound.RECORDINGS),
        limits.of(Bound.RECORDING_MEMORY),
        Timer.OF_THE_PROCESS);
  }

  RecordingSettings withTimer(Timer timer) {
    return new RecordingSettings(store, linger, keep, runBytes, number, bytes, timer);
  }

  Future<?> afterLinger(Runnable task) {
    return timer.after(linger.toNanos(), task);
  }
}
