package httpd.stream;

import httpd.coding.Coding;
import httpd.coding.SharedBody;
import httpd.limit.StreamMemory;
import httpd.line.Lead;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Audience} is sent: the lines that a lead reads, compressed and framed once, and
 * how many they were. On the event loop only, except {@link #gaveAt}.
 *
 * <pre>
 *          take: LINES                          take
 *   IDLE ──────────────► frames for one pass ──────────► IDLE, or the next frames
 * </pre>
 */
final class Broadcast implements Lead {

  /** What comes next for an audience. */
  enum Next {
    /** Nothing yet: the wake-up will run. */
    NOTHING,
    LINES,
    /** Each stream has to poll its own source. */
    NOT_FOR_ALL
  }

  private final LeadSource lead;
  private final Framing framing;
  private final StreamMemory memory = StreamMemory.ofTheProcess();
  private volatile long gaveAt = System.nanoTime();
  private @Nullable ByteBuf frames;

  /** Null if the lines are not compressed. */
  private final @Nullable SharedBody body;

  /** Frames for streams that do not know what those of the others refer to; null if all know. */
  private @Nullable ByteBuf ownFrames;

  /** How many bytes of the body they have more. */
  private int ownMore;

  private long lines;
  private long bytes;

  // As they were before the lines in the frames.
  private Object placeBefore;
  private long linesBefore;
  private long bytesBefore;

  /** After the lines in the frames: the lead is beyond it if they could not be framed. */
  private Object placeAfter;

  Broadcast(LeadSource lead, Framing framing, @Nullable Coding coding) {
    this.lead = lead;
    this.framing = framing;
    this.body = coding == null ? null : new SharedBody(coding);
    this.placeBefore = lead.place();
    this.placeAfter = placeBefore;
  }

  @Override
  public Object place() {
    return lead.place();
  }

  @Override
  public long gaveAt() {
    return gaveAt;
  }

  /** The lines of this pass; null if there are none. */
  @Nullable ByteBuf frames() {
    return frames;
  }

  /** Whether a stream knows what the frames refer to. */
  boolean knows(SeatedPump stream) {
    return ownFrames == null
        || stream.encoder == null
        || body == null
        || stream.encoder.knowsHistory(body);
  }

  /** The lines of this pass for a stream that does not; it has to be counted. */
  @Nullable ByteBuf ownFrames() {
    return ownFrames;
  }

  /** Counts for a stream that got {@link #ownFrames}. */
  void countOwn(SeatedPump stream) {
    stream.count(0, ownMore);
  }

  /** Ends one pass and begins the next, with the lines that there are, up to a turn of them. */
  Next take(Runnable wake) {
    release();
    placeBefore = placeAfter;
    linesBefore = lines;
    bytesBefore = bytes;
    if (body != null) {
      body.settle();
    }
    try {
      return gather(wake);
    } catch (Throwable broken) { // No memory, as a rule: each stream ends or goes on for itself.
      release();
      lines = linesBefore;
      bytes = bytesBefore;
      return Next.NOT_FOR_ALL;
    }
  }

  private Next gather(Runnable wake) {
    var gathered = FrameBuffer.ofThisLoop();
    long most = memory.share(StreamWriter.TURN);
    var poll = lead.peek(wake);
    var framing = body == null ? this.framing : Framing.KNOWN_LENGTH;
    while (poll instanceof Line line && framing.length(line) <= most) {
      most -= Math.max(1, framing.length(line));
      gathered.add(line, framing);
      lead.step();
      lines++;
      bytes += line.length();
      poll = lead.peek(wake);
    }
    if (lines == linesBefore) {
      return poll instanceof Poll.Pending ? Next.NOTHING : Next.NOT_FOR_ALL;
    }
    if (body == null) {
      frames = gathered.copy();
    } else {
      compress(gathered.toArray(), body);
    }
    placeAfter = lead.place();
    gaveAt = System.nanoTime();
    return Next.LINES;
  }

  private void compress(byte[] plain, SharedBody body) {
    var encoder = LoopEncoder.ofThisLoop();
    var block = body.block(encoder.blocks(), plain);
    var own = body.ownBlock(encoder.blocks(), plain);
    if (own != null) {
      ownMore = own.length() - block.length();
      ownFrames = encoder.framed(own, framing).copy();
    }
    frames = encoder.framed(block, framing).copy();
    bytes = bytesBefore + block.length();
    body.pass(plain);
  }

  /** Begins to count for a stream that has had all lines up to now. */
  void join(SeatedPump stream) {
    stream.count(-lines, -bytes);
    if (body != null && stream.encoder != null) {
      body.join(stream.encoder);
    }
  }

  /** Returns how many lines it has given, with those of this pass or without. */
  long lines(boolean served) {
    return served ? lines : linesBefore;
  }

  long bytes(boolean served) {
    return served ? bytes : bytesBefore;
  }

  /** Has a stream go on by itself: after the lines of this pass if it has had them. */
  void leave(SeatedPump stream, LineSource source, boolean served) {
    source.goOnAt(this, served ? placeAfter : placeBefore);
    stream.count(lines(served), bytes(served));
    if (body != null && stream.encoder != null) {
      stream.encoder.leaves(body, served);
    }
  }

  void close() {
    release();
    if (body != null) {
      body.close();
    }
    lead.close();
  }

  private void release() {
    if (frames != null) {
      frames.release();
      frames = null;
    }
    if (ownFrames != null) {
      ownFrames.release();
      ownFrames = null;
    }
  }
}
