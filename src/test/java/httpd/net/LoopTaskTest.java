package httpd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LoopTaskTest {

  private final List<String> ran = new ArrayList<>();

  @Test
  void aLoopThatRunsGetsTheTask() {
    LoopTask.execute(Runnable::run, () -> ran.add("task"), () -> ran.add("release"));
    assertEquals(List.of("task"), ran);
  }

  @Test
  void ifTheLoopHasEndedTheReleaseRunsInstead() {
    LoopTask.execute(
        task -> {
          throw new RejectedExecutionException();
        },
        () -> ran.add("task"),
        () -> ran.add("release"));
    assertEquals(List.of("release"), ran);
  }
}
