package httpd.source;

import httpd.line.LineSource;
import httpd.line.Poll;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that are being followed, each by one {@link FileFollower} however many subscribers it
 * has. A file that nobody follows any more costs nothing.
 */
public final class FollowedFiles {

  private static final FollowedFiles OF_THE_PROCESS = new FollowedFiles();

  private final ConcurrentHashMap<Path, FileFollower> followers = new ConcurrentHashMap<>();

  FollowedFiles() {}

  /** The one that all share. */
  public static FollowedFiles ofTheProcess() {
    return OF_THE_PROCESS;
  }

  /**
   * The lines added to a file from the first poll on. That poll looks up the file's length, so that
   * no line is missed that is added after it; everything else is done by the follower's own thread.
   *
   * <p>It fails if the file is not there then, is no regular file or cannot be read.
   */
  public LineSource lines(Path file) {
    var absolute = file.toAbsolutePath().normalize();
    return new Subscription(
        new Subscription.Place() {
          @Override
          public void join(Subscription subscription) {
            FollowedFiles.this.join(absolute, subscription);
          }

          @Override
          public void leave(Subscription subscription) {
            var follower = followers.get(absolute);
            if (follower != null) {
              follower.leave(subscription);
            }
          }
        });
  }

  /** Forgets a follower if nobody is left, and says so; nobody can join it meanwhile. */
  boolean retire(FileFollower follower) {
    return followers.computeIfPresent(
            follower.file(), (file, one) -> one == follower && one.isUnwanted() ? null : one)
        != follower;
  }

  /** Forgets a follower that has failed; whoever comes now begins anew. */
  void remove(FileFollower follower) {
    followers.remove(follower.file(), follower);
  }

  private void join(Path file, Subscription subscription) {
    followers.compute(
        file,
        (path, running) -> {
          try {
            var follower = running == null ? new FileFollower(this, path) : running;
            follower.join(subscription);
            return follower;
          } catch (IOException e) {
            subscription.finish(new Poll.Failed(e));
            return running;
          }
        });
  }
}
