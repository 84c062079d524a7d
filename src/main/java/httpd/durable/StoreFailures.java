package httpd.durable;

import httpd.Headers;
import httpd.HttpException;
import httpd.line.log.ServerLog;
import httpd.topic.LogDeletedException;
import httpd.topic.StoreFullException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What a failure of the store is to a client. */
final class StoreFailures {

  private static final System.Logger LOG = ServerLog.ofServer();
  static final String RETRY_SECONDS = "5";

  private StoreFailures() {}

  /** Waits for the result of an append; throws what the client is told of its failure. */
  static <T> T await(CompletableFuture<T> result) throws IOException, InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw refusal(failed);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  static HttpException refusal(IOException failure) {
    return switch (failure) {
      case LogDeletedException _ -> StreamChunk.deleted();
      case StoreFullException full ->
          new HttpException(507, "507 Insufficient Storage: " + full.getMessage());
      default -> {
        LOG.log(System.Logger.Level.WARNING, "a stream could not be read or written: " + failure);
        yield new HttpException(
            503,
            "the store of the streams is not available; try again later",
            Headers.of("Retry-After", RETRY_SECONDS),
            failure);
      }
    };
  }
}
