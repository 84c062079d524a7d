package httpd.topic;

import httpd.line.LineSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Shared lines whose run lingers for a moment only, for tests of what uses them. */
public final class BriefLinger {

  private static final int MILLIS = 100;

  private BriefLinger() {}

  public static SharedLines of(Supplier<LineSource> opener) {
    return new SharedLines(
        opener, CompletableFuture.delayedExecutor(MILLIS, TimeUnit.MILLISECONDS));
  }
}
