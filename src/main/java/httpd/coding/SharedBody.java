package httpd.coding;

import httpd.line.Line;
import org.jspecify.annotations.Nullable;

/**
 * What many bodies have in common from some line on: each block is made once for all of them. One
 * for the bodies of an event loop; those of other loops share the blocks by {@link SharedBlocks}.
 *
 * <pre>
 *   plain    ... a line | a line | a line |  these lines
 *                └──── the history ──────┘  └── the block ──┘
 *   a body that joined │ here or before: gets the block
 *                         │ here: gets one that refers to nothing before it
 * </pre>
 *
 * <p>Its owner's thread only.
 */
public final class SharedBody {

  private static final History NOTHING = new History();

  private final CheckSum checkSum;
  private final History history = new History();
  private int check;
  private long length;

  // As they were before the last block.
  private int checkBefore;
  private long lengthBefore;
  private int historyBefore;

  /** Where the last body joined. */
  private long lastJoined;

  public SharedBody(Coding coding) {
    this.checkSum = coding.checkSum();
    this.check = checkSum.ofNothing();
    this.checkBefore = check;
  }

  /** A body joins after the last block. */
  public void join(BodyEncoder body) {
    lastJoined = length;
    body.joins(this);
  }

  /** What is passed next is the last block. */
  public void settle() {
    checkBefore = check;
    lengthBefore = length;
    historyBefore = history.length();
  }

  /** Returns the block of what comes next, for bodies that know the history. */
  public Line block(BlockEncoder blocks, byte[] plain) {
    return new Line(SharedBlocks.block(blocks, history, plain, 0, plain.length), Line.Ending.NONE);
  }

  /** Returns the same for those that do not; null if all of them do. */
  public @Nullable Line ownBlock(BlockEncoder blocks, byte[] plain) {
    boolean allKnow = length - lastJoined >= history.length();
    return allKnow
        ? null
        : new Line(SharedBlocks.block(blocks, NOTHING, plain, 0, plain.length), Line.Ending.NONE);
  }

  /** What came next is on its way. */
  public void pass(byte[] plain) {
    history.add(plain, 0, plain.length);
    check = checkSum.joined(check, checkSum.of(plain, 0, plain.length), plain.length);
    length += plain.length;
  }

  int check() {
    return check;
  }

  long length() {
    return length;
  }

  int checkBefore() {
    return checkBefore;
  }

  long lengthBefore() {
    return lengthBefore;
  }

  int historyBefore() {
    return historyBefore;
  }

  /** Gives its memory back. */
  public void close() {
    history.clear();
  }
}
