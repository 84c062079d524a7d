package httpd.cli.process;

import httpd.cli.error.CommandException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The sockets that a service manager has passed to this process (sd_listen_fds(3)): descriptors
 * from 3 on, if the variables are meant for this process and not for its parent.
 */
public final class PassedSockets {

  private static final String COUNT = "LISTEN_FDS";
  private static final String PROCESS = "LISTEN_PID";
  private static final int FIRST = 3;
  private static final int MOST = 1024;

  private PassedSockets() {}

  /**
   * Returns their descriptors; none if none were passed.
   *
   * @throws CommandException if the number of them is not a number
   */
  public static List<Integer> of(Map<String, String> environment, long process)
      throws CommandException {
    var count = environment.get(COUNT);
    if (count == null || !Long.toString(process).equals(environment.get(PROCESS))) {
      return List.of();
    }
    if (!count.matches("[0-9]{1,4}") || Integer.parseInt(count) > MOST) {
      throw CommandException.wrong(
          COUNT + "=" + count + ": it is not a number of descriptors",
          "a service manager sets it; unset it to listen on --bind");
    }
    return IntStream.range(FIRST, FIRST + Integer.parseInt(count)).boxed().toList();
  }
}
