package httpd.exec.posix;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Opens descriptors, and closes at its end those that are not kept. */
final class DescriptorScope implements AutoCloseable {

  private final Set<Integer> open = new HashSet<>();

  int[] pipe() throws IOException {
    int[] ends = Libc.pipe();
    open.add(ends[0]);
    open.add(ends[1]);
    return ends;
  }

  int terminal() throws IOException {
    int master = Libc.openTerminal();
    open.add(master);
    return master;
  }

  void keep(int... kept) {
    for (int descriptor : kept) {
      open.remove(descriptor);
    }
  }

  @Override
  public void close() {
    open.forEach(Libc::close);
  }
}
