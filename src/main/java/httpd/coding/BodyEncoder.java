package httpd.coding;

import httpd.line.Line;

/**
 * One compressed body: what is kept of it between its blocks, a few KiB at most. Its owner's thread
 * only.
 *
 * <pre>
 *            begin()             block()                     end()
 *   NEW ──────────────► OPEN ───────────────► OPEN ─────────────────► ENDED, with its check value
 *                         │ joins(shared)       ▲
 *                         └──► SHARED ──────────┘ leaves(shared)    gets the blocks of a SharedBody
 * </pre>
 *
 * <p>A body that is closed before {@link #end} has no trailer, so that no client takes it for
 * complete.
 */
public final class BodyEncoder {

  private final Coding coding;
  private final CheckSum checkSum;
  private final History history = new History();
  private int check;
  private long length;
  private boolean begun;

  /** Whether other bodies are likely to have the same blocks. */
  private boolean isShared;

  // Of the shared body, when this one joined it.
  private int sharedCheck;
  private long sharedLength;

  public BodyEncoder(Coding coding) {
    this.coding = coding;
    this.checkSum = coding.checkSum();
    this.check = checkSum.ofNothing();
  }

  public Coding coding() {
    return coding;
  }

  /** Whether the header of the coding has been taken. */
  public boolean hasBegun() {
    return begun;
  }

  /** Says whether what follows are lines that other bodies have as well. */
  public void setShared(boolean isShared) {
    this.isShared = isShared;
  }

  /** Returns the next part of the body; empty if there is nothing to send. */
  public Line block(BlockEncoder blocks, byte[] plain, int offset, int count) {
    return begin(count == 0 ? new byte[0] : next(blocks, plain, offset, count));
  }

  private byte[] next(BlockEncoder blocks, byte[] plain, int offset, int count) {
    boolean isOwn = !isShared || !SharedBlocks.takes(count);
    var block =
        isOwn
            ? blocks.block(this, length, history, plain, offset, count)
            : SharedBlocks.block(blocks, history, plain, offset, count);
    history.add(plain, offset, count);
    check = checkSum.joined(check, checkSum.of(plain, offset, count), count);
    length += count;
    return block;
  }

  /** Returns the last part of a body that is complete. */
  public Line end() {
    var last = joined(BlockEncoder.lastBlock(), coding.trailer(check, length));
    return begin(last);
  }

  private Line begin(byte[] part) {
    var first = begun ? part : joined(coding.header(), part);
    begun = true;
    return new Line(first, Line.Ending.NONE);
  }

  /** From here on the client gets the blocks of a shared body. */
  public void joins(SharedBody shared) {
    history.clear();
    sharedCheck = shared.check();
    sharedLength = shared.length();
  }

  /** The client has had the blocks of a shared body up to where that is, or was before its last. */
  public void leaves(SharedBody shared, boolean withLast) {
    long to = withLast ? shared.length() : shared.lengthBefore();
    int whole = withLast ? shared.check() : shared.checkBefore();
    long more = to - sharedLength;
    check = checkSum.joined(check, checkSum.rest(whole, sharedCheck, more), more);
    length += more;
  }

  /** Whether the client has had what the last block of the shared body refers to. */
  public boolean knowsHistory(SharedBody shared) {
    return shared.lengthBefore() - sharedLength >= shared.historyBefore();
  }

  /** Gives its memory back. */
  public void close() {
    history.clear();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
