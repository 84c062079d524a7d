package httpd.topic;

import httpd.line.LineSourceContract;
import org.junit.jupiter.api.Nested;

/** The exam of the readers of a log in memory. */
class MemoryLogSourceTest {

  @Nested
  class Last implements LineSourceContract {
    @Override
    public Origin origin() throws Exception {
      return LogOrigin.last(new MemoryLogStore(Retention.ALL));
    }
  }

  @Nested
  class After implements LineSourceContract {
    @Override
    public Origin origin() throws Exception {
      return LogOrigin.after(new MemoryLogStore(Retention.ALL));
    }
  }
}
