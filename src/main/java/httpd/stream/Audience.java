package httpd.stream;

import httpd.limit.StreamMemory;
import httpd.line.Lead;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.net.DirectSocket;
import httpd.net.LoopTask;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one event loop that give the same lines and have had the same ones. Their lines
 * are read and framed once, and sent to one client after the other.
 *
 * <pre>
 *              the lead has lines                          all seats are served
 *   WAITING ──────────────────────► PASSING, from seat to seat ─────────────────► WAITING, PASSING
 *      │  ▲ all that were late                                                    or PARTING
 *      │  └──── have a seat
 *      │ the lead has what is not for all    PARTING: each stream polls for itself
 *      ├────────────────────────────────────────────────────────────────────────► DONE
 *      └ the last stream has left ──────────────────────────────────────────────►
 * </pre>
 *
 * <p>A stream has a seat while it waits for its source, its source follows this lead, and nothing
 * waits for its client. Whatever else happens to it, it leaves first, and goes on from the place up
 * to which its client has got the lines; so none is lost and none is sent twice. A seat that is
 * taken during a pass is not served by that pass.
 *
 * <p>A turn serves {@value #SEATS_A_TURN} seats, and the next turn comes after the loop has served
 * its other connections. Everything runs on the event loop, except the wake-up of the lead.
 */
final class Audience implements Lead {

  static final int SEATS_A_TURN = 64;

  private static final FastThreadLocal<Map<Key, Audience>> OF_THIS_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected Map<Key, Audience> initialValue() {
          return new HashMap<>();
        }
      };

  /** What two streams have to have in common. */
  private record Key(Object lines, Framing framing) {}

  private enum State {
    WAITING,
    PASSING,
    PARTING,
    DONE
  }

  private final Key key;
  private final Map<Key, Audience> ofThisLoop;
  private final LeadSource lead;
  private final EventLoop loop;
  private final StreamMemory memory = StreamMemory.ofTheProcess();
  private final Runnable wake = this::wake;
  private final Runnable woken = this::woken;
  private final Runnable turn = this::turn;

  private final Seats seats = new Seats();

  /** Streams that were ahead of the lead when they came, during a pass. */
  private final List<SeatedPump> late = new ArrayList<>();

  private State state = State.WAITING;
  private long lines;
  private long bytes;
  private volatile long gaveAt = System.nanoTime();

  // The pass under way.
  private @Nullable ByteBuf frames;
  private Object before;
  private long linesBefore;
  private long bytesBefore;
  private int next;
  private int end;

  private Audience(Key key, Map<Key, Audience> ofThisLoop, LeadSource lead, EventLoop loop) {
    this.key = key;
    this.ofThisLoop = ofThisLoop;
    this.lead = lead;
    this.loop = loop;
    this.before = lead.place();
  }

  /**
   * Gives a stream a seat, if others may give what its source gives next.
   *
   * @param source has answered Pending
   * @return null if there is no seat for it, at least for now
   */
  static @Nullable Audience seat(SeatedPump stream, LineSource source, DirectSocket socket) {
    var shared = source.shared();
    if (shared == null) {
      return null;
    }
    var all = OF_THIS_LOOP.get();
    var key = new Key(shared, stream.framing());
    var audience = all.get(key);
    if (audience == null) {
      audience = new Audience(key, all, source.lead(), stream.loop());
      all.put(key, audience);
    }
    return audience.admit(stream, source, socket) ? audience : null;
  }

  private boolean admit(SeatedPump stream, LineSource source, DirectSocket socket) {
    if (state == State.WAITING && look()) { // The stream may have been told of a line first.
      loop.execute(turn);
    }
    boolean follows = (state == State.WAITING || state == State.PASSING) && source.follow(this);
    if (follows) {
      stream.moveTo(seats.take(stream, socket));
      stream.count(-lines, -bytes);
    } else if (state != State.WAITING) {
      late.add(stream);
    }
    closeIfEmpty();
    return follows;
  }

  /**
   * Takes a stream's seat away, and has its source go on after the lines that it was sent. During a
   * pass it gets those of the pass before: it leaves because of something that came later.
   */
  void leave(SeatedPump stream, int seat, LineSource source) {
    boolean served = seat < next || seat >= end || serveFirst(stream, seat);
    seats.leave(seat);
    source.goOnAt(this, served ? lead.place() : before);
    stream.count(served ? lines : linesBefore, served ? bytes : bytesBefore);
    closeIfEmpty();
  }

  private boolean serveFirst(SeatedPump stream, int seat) {
    var given = frames;
    var socket = Objects.requireNonNull(seats.socket(seat));
    if (given == null || !socket.isClear()) {
      return false;
    }
    int sent = socket.send(given);
    if (sent < given.readableBytes()) {
      stream.queue(given, sent);
    }
    return true;
  }

  @Override
  public Object place() {
    return lead.place();
  }

  @Override
  public long gaveAt() {
    return gaveAt;
  }

  /** Returns how many seats the pass under way has still to serve. */
  int unserved() {
    return end - next;
  }

  /** From any thread. */
  private void wake() {
    try {
      loop.execute(woken);
    } catch (RejectedExecutionException loopHasEnded) {
      seats.forEach(SeatedPump::abandon);
      lead.close();
    }
  }

  /** A wake-up during a pass needs nothing: after it, the lead is asked anyway. */
  private void woken() {
    if (state == State.WAITING) {
      if (look()) {
        turn();
      } else {
        seatLate();
      }
    }
  }

  /** Asks the lead for lines, and returns whether a pass begins. */
  private boolean look() {
    before = lead.place();
    linesBefore = lines;
    bytesBefore = bytes;
    next = 0;
    end = 0;
    try {
      state = gather();
    } catch (Throwable broken) { // No memory, as a rule: each stream ends or goes on for itself.
      lines = linesBefore;
      bytes = bytesBefore;
      state = State.PARTING;
    }
    end = state == State.WAITING ? 0 : seats.used();
    return state != State.WAITING;
  }

  /** Frames the lines that there are, up to the length of a turn. */
  private State gather() {
    var gathered = FrameBuffer.ofThisLoop();
    long most = memory.share(StreamWriter.TURN);
    var poll = lead.peek(wake);
    while (poll instanceof Line line && key.framing.length(line) <= most) {
      most -= Math.max(1, key.framing.length(line));
      gathered.add(line, key.framing);
      lead.step();
      lines++;
      bytes += line.length();
      poll = lead.peek(wake);
    }
    if (lines == linesBefore) {
      return poll instanceof Poll.Pending ? State.WAITING : State.PARTING;
    }
    frames = gathered.copy();
    gaveAt = System.nanoTime();
    return State.PASSING;
  }

  private void turn() {
    if (state == State.DONE) {
      return;
    }
    int stop = Math.min(end, next + SEATS_A_TURN);
    while (next < stop) {
      serve(next++);
    }
    if (next < end && state != State.DONE) {
      LoopTask.executeAfterInput(loop, turn);
    } else {
      endPass();
    }
  }

  private void serve(int seat) {
    var given = frames;
    if (given == null) {
      var stream = seats.stream(seat);
      if (stream != null) {
        stream.pollAlone();
      }
      return;
    }
    var socket = seats.socket(seat);
    if (socket != null) {
      int sent = socket.isClear() ? socket.send(given) : 0;
      if (sent < given.readableBytes()) {
        Objects.requireNonNull(seats.stream(seat)).fallBehind(given, sent);
      }
    }
  }

  private void endPass() {
    releaseFrames();
    seats.closeRanks();
    if (!closeIfEmpty() && look()) {
      LoopTask.executeAfterInput(loop, turn);
    } else {
      seatLate();
    }
  }

  private void seatLate() {
    var streams = List.copyOf(late);
    late.clear();
    streams.forEach(SeatedPump::comeAgain);
  }

  private void releaseFrames() {
    if (frames != null) {
      frames.release();
      frames = null;
    }
  }

  private boolean closeIfEmpty() {
    if (state != State.DONE && seats.isEmpty()) {
      state = State.DONE;
      releaseFrames();
      ofThisLoop.remove(key);
      lead.close();
    }
    return state == State.DONE;
  }
}
