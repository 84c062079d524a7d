package httpd.hub;

import httpd.live.Presentation;
import httpd.topic.LogStore;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;

/** Where the hub of a test has its events. */
enum HubEngine {
  ROOMS {
    @Override
    HubPlace open() {
      return new HubPlace(null, new HubHandler("hub:", 100_000, SHOWN));
    }
  },
  STORE {
    @Override
    HubPlace open() {
      var store = new MemoryLogStore(Retention.ALL);
      return new HubPlace(store, HubHandler.over(store, "hub:store", SHOWN));
    }
  };

  static final Presentation SHOWN = Presentation.DEFAULT;

  /** A hub and its store, if it has one. */
  record HubPlace(LogStore store, HubHandler hub) implements AutoCloseable {
    @Override
    public void close() {
      if (store != null) {
        store.close();
      }
    }
  }

  abstract HubPlace open() throws Exception;
}
