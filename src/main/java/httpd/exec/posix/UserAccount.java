package httpd.exec.posix;

import static httpd.exec.posix.CFunction.call;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A user that this process can become, if it is root's. The functions of the C library change all
 * threads (nptl(7)); the kernel then takes all capabilities from each of them (capabilities(7)).
 *
 * @param user the number of the user
 * @param group the number of the group
 */
public record UserAccount(String name, int user, int group) {

  /** The numbers in {@code struct passwd} and {@code struct group}, after two pointers. */
  private static final int FIRST_NUMBER = 16;

  private static final int SECOND_NUMBER = 20;
  private static final int STRUCT_SIZE = 24;
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final String NO_CAPABILITY = "0000000000000000";

  /** Finds a user; null if there is none. */
  public static @Nullable UserAccount find(String name) {
    var found = entry(CFunction.find("getpwnam", ADDRESS, ADDRESS), name);
    return found == null
        ? null
        : new UserAccount(
            name, found.get(JAVA_INT, FIRST_NUMBER), found.get(JAVA_INT, SECOND_NUMBER));
  }

  /** Returns the same with another group; null if there is no such group. */
  public @Nullable UserAccount withGroup(String groupName) {
    var found = entry(CFunction.find("getgrnam", ADDRESS, ADDRESS), groupName);
    return found == null ? null : new UserAccount(name, user, found.get(JAVA_INT, FIRST_NUMBER));
  }

  @SuppressWarnings("restricted") // The launcher and the manifest grant native access.
  private static @Nullable MemorySegment entry(MethodHandle function, String name) {
    long address =
        call((state, arena) ->
            ((MemorySegment) function.invokeExact(state, arena.allocateFrom(name))).address());
    return address <= 0 ? null : MemorySegment.ofAddress(address).reinterpret(STRUCT_SIZE);
  }

  /** Whether this process may become another user. */
  public static boolean isRoot() {
    var geteuid = CFunction.find("geteuid", JAVA_INT);
    return call((state, arena) -> (int) geteuid.invokeExact(state)) == 0;
  }

  /**
   * Becomes this user, with its group and its other groups, in all threads and for good.
   *
   * @throws IOException if that is not possible, or a thread has kept anything of root
   */
  public void become() throws IOException {
    var initgroups = CFunction.find("initgroups", JAVA_INT, ADDRESS, JAVA_INT);
    var setresgid = CFunction.find("setresgid", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    var setresuid = CFunction.find("setresuid", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    check(
        "initgroups",
        call((state, arena) ->
            (int) initgroups.invokeExact(state, arena.allocateFrom(name), group)));
    check("setresgid", set(setresgid, group));
    check("setresuid", set(setresuid, user));
    if (set(setresuid, 0) >= 0) {
      throw new IOException("it can become root again");
    }
    checkThreads();
  }

  private static long set(MethodHandle function, int number) {
    return call((state, arena) -> (int) function.invokeExact(state, number, number, number));
  }

  private static void check(String function, long result) throws IOException {
    if (result < 0) {
      throw new IOException(function + " failed with error number " + -result);
    }
  }

  private void checkThreads() throws IOException {
    try (var threads = Files.newDirectoryStream(THREADS)) {
      for (var thread : threads) {
        checkThread(thread.resolve("status"));
      }
    }
  }

  private void checkThread(Path status) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(status);
    } catch (IOException ended) {
      return;
    }
    var fields =
        lines.stream()
            .map(line -> line.split(":\\s*", 2))
            .filter(field -> field.length == 2)
            .collect(Collectors.toMap(field -> field[0], field -> field[1], (one, two) -> one));
    boolean changed =
        isFour(fields.get("Uid"), user)
            && isFour(fields.get("Gid"), group)
            && List.of("CapPrm", "CapEff", "CapAmb").stream()
                .allMatch(set -> NO_CAPABILITY.equals(fields.getOrDefault(set, NO_CAPABILITY)));
    if (!changed) {
      throw new IOException("the thread " + fields.get("Name") + " has kept something of root");
    }
  }

  /** The real, effective, saved and file-system number. */
  private static boolean isFour(@Nullable String numbers, int expected) {
    var each = Integer.toUnsignedString(expected);
    return (each + "\t" + each + "\t" + each + "\t" + each).equals(numbers);
  }
}
