package httpd.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the kernel knows of the sockets of this process's network namespace, by inode: from {@code
 * /proc/self/net} (proc(5)). A socket that is in none of the tables is bound to nothing and
 * connected to nothing, such as one whose connection is over.
 */
final class SocketNames {

  private static final List<String> TABLES = List.of("tcp", "tcp6", "udp", "udp6", "unix");

  private SocketNames() {}

  /** The line of the table that has this inode, with the table's name in front. */
  static String of(String inode) {
    return byInode().getOrDefault(inode, "in no table");
  }

  private static Map<String, String> byInode() {
    var all = new HashMap<String, String>();
    for (var table : TABLES) {
      try (var lines = Files.lines(Path.of("/proc/self/net", table))) {
        lines.skip(1).forEach(line -> add(all, table, line.strip().split("\\s+")));
      } catch (IOException e) {
        throw new AssertionError("cannot read the table of " + table, e);
      }
    }
    return all;
  }

  private static void add(Map<String, String> all, String table, String[] columns) {
    boolean unix = "unix".equals(table);
    int inode = unix ? 6 : 9;
    if (columns.length > inode) {
      var rest = Arrays.stream(columns).skip(1).limit(inode).collect(Collectors.joining(" "));
      all.put(columns[inode], table + " " + rest);
    }
  }
}
