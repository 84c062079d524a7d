package httpd.disk;

import httpd.topic.Append;
import httpd.topic.AppendResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An append that waits for its turn, then for the disk. Used by the tasks of its log. */
final class PendingAppend {

  final Append append;
  final CompletableFuture<AppendResult> result = new CompletableFuture<>();

  /** What the result will be, if the disk agrees. */
  @Nullable AppendResult outcome;

  /** Whether the kernel has it. */
  boolean isWritten;

  PendingAppend(Append append) {
    this.append = append;
  }

  /** About what it takes in memory. */
  long cost() {
    return append.records().stream().mapToLong(line -> line.content().length + Slot.SIZE).sum();
  }

  void complete() {
    result.complete(outcome);
  }
}
