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
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A user that this process can become, if it is root's. The functions of the C library change all
 * threads (nptl(7)); the kernel then takes all capabilities from each of them (capabilities(7)).
 *
 * @param user the number of the user
 * @param group the number of the group
 * @param home the directory of the user, which may not exist
 */
public record UserAccount(String name, int user, int group, String home) {

  /** The numbers in {@code struct passwd} and {@code struct group} of Linux, after two pointers. */
  private static final int FIRST_NUMBER = 16;

  private static final int SECOND_NUMBER = 20;

  /** The pointer to the home directory, in {@code struct passwd}. */
  private static final int HOME = 32;

  private static final int STRUCT_SIZE = 40;
  private static final int LONGEST_PATH = 4096;
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final String NO_CAPABILITY = "0000000000000000";

  /** Bounding sets are left: they give nothing to a process. */
  private static final List<String> CAPABILITIES = List.of("CapInh", "CapPrm", "CapEff", "CapAmb");

  private static volatile @Nullable UserAccount current;

  /** Whom this process has become; null if it is still the user who has started it. */
  public static @Nullable UserAccount current() {
    return current;
  }

  /** Finds a user; null if there is none. */
  public static @Nullable UserAccount find(String name) {
    var found = entry(CFunction.find("getpwnam", ADDRESS, ADDRESS), name);
    return found == null
        ? null
        : new UserAccount(
            name,
            found.get(JAVA_INT, FIRST_NUMBER),
            found.get(JAVA_INT, SECOND_NUMBER),
            text(found.get(ADDRESS, HOME)));
  }

  @SuppressWarnings("restricted") // As for entry.
  private static String text(MemorySegment pointer) {
    return pointer.address() == 0 ? "/" : pointer.reinterpret(LONGEST_PATH).getString(0);
  }

  /** Returns the same with another group; null if there is no such group. */
  public @Nullable UserAccount withGroup(String groupName) {
    var found = entry(CFunction.find("getgrnam", ADDRESS, ADDRESS), groupName);
    return found == null
        ? null
        : new UserAccount(name, user, found.get(JAVA_INT, FIRST_NUMBER), home);
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
    current = this;
  }

  /** The variables by which programs find the user, as a login sets them. */
  public Map<String, String> environment() {
    return Map.of("HOME", home, "USER", name, "LOGNAME", name);
  }

  /**
   * Whether programs that this process starts may inherit capabilities. The C library has no
   * function that takes them from all threads.
   */
  public static boolean mayBequeath() throws IOException {
    return !NO_CAPABILITY.equals(
        fields(Path.of("/proc/self/status")).getOrDefault("CapInh", NO_CAPABILITY));
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
    var groups = fields(Path.of("/proc/self/status")).get("Groups");
    try (var threads = Files.newDirectoryStream(THREADS)) {
      for (var thread : threads) {
        checkThread(thread.resolve("status"), groups);
      }
    }
  }

  private void checkThread(Path status, @Nullable String groups) throws IOException {
    Map<String, String> fields;
    try {
      fields = fields(status);
    } catch (IOException ended) {
      return;
    }
    boolean changed =
        isFour(fields.get("Uid"), user)
            && isFour(fields.get("Gid"), group)
            && Objects.equals(fields.get("Groups"), groups)
            && CAPABILITIES.stream()
                .allMatch(set -> NO_CAPABILITY.equals(fields.getOrDefault(set, NO_CAPABILITY)));
    if (!changed) {
      throw new IOException("the thread " + fields.get("Name") + " has kept something of root");
    }
  }

  private static Map<String, String> fields(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .map(line -> line.split(":\\s*", 2))
        .filter(field -> field.length == 2)
        .collect(Collectors.toMap(field -> field[0], field -> field[1], (one, two) -> one));
  }

  /** The real, effective, saved and file-system number. */
  private static boolean isFour(@Nullable String numbers, int expected) {
    var each = Integer.toUnsignedString(expected);
    return (each + "\t" + each + "\t" + each + "\t" + each).equals(numbers);
  }
}
