package httpd.line.pump;

import httpd.line.Insight;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.log.ServerLog;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Takes lines from a source and writes them to a sink, as fast as the slower of the two allows.
 *
 * <pre>
 *                   poll: Line                     poll: Pending
 *                  ┌──────────┐           ┌─────────────────────────────┐
 *           start  ▼          │           │                             ▼
 *   READY ──────► PUMPING ────┴───────────┤                    WAITING_FOR_SOURCE
 *     │            │  ▲                   │ sink full                   │ wake
 *     │            │  │                   └──► WAITING_FOR_SINK         │
 *     │            │  │                               │ writable again  │
 *     │            │  └───────────────────────────────┴─────────────────┘
 *     │            │ End · Failed · stop (from any state)
 *     └────────────┴────► DONE      source.close() exactly once, then ended() or failed(cause)
 * </pre>
 *
 * <p>Everything runs on one executor, which runs one task at a time, except the wake-up of the
 * source: that only asks for a turn there. A turn takes what the source has, up to a number of
 * bytes, and ends with a flush; if the source may have more, the next turn comes after the other
 * tasks of the executor.
 *
 * <p>No trigger counts outside its own state: a late wake-up, or room in the sink during a write,
 * finds another state and does nothing. So a turn never begins within a turn, and the pump ends
 * once. Whatever the source or the sink throws ends it as failed.
 */
public abstract class LinePump {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** What is left of a turn that has polled nothing: there may be more. */
  private static final Line MORE = Line.of("");

  /** What the pump does or waits for; the drawing is at {@link LinePump}. */
  public enum State {
    READY,
    PUMPING,
    WAITING_FOR_SOURCE,
    WAITING_FOR_SINK,
    DONE
  }

  private final LineSource source;
  private final Executor executor;
  private final Runnable wake = this::wake;
  private final Runnable woken = this::woken;
  private State state = State.READY;

  /** Makes a pump whose methods are all called on an executor that runs one task at a time. */
  protected LinePump(LineSource source, Executor executor) {
    this.source = source;
    this.executor = executor;
  }

  public final State state() {
    return state;
  }

  /** Returns what there is to see of the source, on the executor. */
  public final Insight insight() {
    return source.insight();
  }

  /** Takes the first turn; does nothing if the pump has begun or was stopped. */
  public void start() {
    if (state == State.READY) {
      turn();
    }
  }

  /** To be called when the sink may have room again. */
  public final void writabilityChanged() {
    if (state == State.WAITING_FOR_SINK && isWritable()) {
      turn();
    }
  }

  /** Takes no more lines and closes the source; returns false if the pump was done already. */
  protected final boolean stopPumping() {
    if (state == State.DONE) {
      return false;
    }
    pauseWait();
    state = State.DONE;
    closeSource();
    return true;
  }

  /** Begins a turn, and returns how many bytes it may write. */
  protected abstract int beginTurn();

  /** Asked before each line. */
  protected abstract boolean isWritable();

  /** Writes a line, and returns how many bytes of the turn it has used. */
  protected abstract int write(Line line);

  /** Hands over what the turn has written, before its outcome is known to {@link #flush}. */
  protected void endTurn() {}

  /** Makes what was written leave, when nothing follows for now. May make the sink writable. */
  protected abstract void flush();

  /** It waits for the source: a sink that many pumps write to may join them from here on. */
  protected void waits(LineSource source) {}

  /** It waits no longer, and polls the source next or closes it. */
  protected void goesOn(LineSource source) {}

  /** The source has ended and is closed: nothing is missing. */
  protected abstract void ended();

  /** The source has failed, or the sink has thrown; the source is closed. */
  protected abstract void failed(Throwable cause);

  /** The source runs the wake-up of a poll: a turn is asked for next; on any thread. */
  protected void wakes() {}

  /** The executor has ended, and with it the sink; on any thread. */
  protected void abandoned() {
    closeSource();
  }

  private void turn() {
    try {
      takeTurn();
    } catch (Throwable broken) {
      if (stopPumping()) {
        failed(broken);
      }
    }
  }

  private void takeTurn() {
    pauseWait();
    if (state == State.DONE) { // The end of the wait may have ended it.
      return;
    }
    if (!isWritable()) {
      state = State.WAITING_FOR_SINK; // First: the flush may make room and say so.
      flush();
      return;
    }
    state = State.PUMPING;
    var last = pump();
    if (state != State.DONE) {
      settle(last);
    }
  }

  /** Returns the last poll: a line if there may be more. */
  private Poll pump() {
    int left = beginTurn();
    Poll poll = MORE;
    while (poll instanceof Line && left > 0 && isWritable() && state == State.PUMPING) {
      poll = poll();
      if (poll instanceof Line line) {
        left -= Math.max(1, write(line)); // Empty lines must not keep the turn for ever.
      }
    }
    endTurn();
    return poll;
  }

  private Poll poll() {
    try {
      return source.poll(wake);
    } catch (Throwable brokenContract) {
      return new Poll.Failed(brokenContract);
    }
  }

  private void settle(Poll last) {
    switch (last) {
      case Line more -> {
        flush();
        pause();
      }
      case Poll.Pending() -> {
        state = State.WAITING_FOR_SOURCE;
        flush();
        if (state == State.WAITING_FOR_SOURCE) { // The flush may have ended it.
          waits(source);
        }
      }
      case Poll.End() -> {
        stopPumping();
        ended();
      }
      case Poll.Failed(var cause) -> {
        stopPumping();
        failed(cause);
      }
    }
  }

  /** The turn is over, but the source may have more. */
  private void pause() {
    if (state == State.DONE) {
      return; // The flush found that the sink is gone.
    }
    if (isWritable()) {
      executor.execute(this::turn);
    } else {
      state = State.WAITING_FOR_SINK;
    }
  }

  /** Reports once more that it waits for the source, if it does. */
  protected final void waitOn() {
    if (state == State.WAITING_FOR_SOURCE) {
      waits(source);
    }
  }

  /** Reports that it waits no longer, though it polls later: its sink has something else first. */
  protected final void pauseWait() {
    if (state == State.WAITING_FOR_SOURCE) {
      goesOn(source);
    }
  }

  /** From any thread. */
  private void wake() {
    wakes();
    try {
      executor.execute(woken);
    } catch (RejectedExecutionException executorHasEnded) {
      abandoned();
    }
  }

  /** Takes a turn if it waits for the source. */
  protected final void woken() {
    if (state == State.WAITING_FOR_SOURCE) {
      turn();
    }
  }

  private void closeSource() {
    try {
      source.close();
    } catch (Throwable brokenContract) {
      LOG.log(System.Logger.Level.ERROR, "closing a line source failed", brokenContract);
    }
  }
}
