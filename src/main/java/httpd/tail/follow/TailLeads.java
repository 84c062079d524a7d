package httpd.tail.follow;

import httpd.tail.file.LineBatch;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The leads of one followed name. Event loops add theirs; the reader thread wakes them, and forgets
 * those that are closed.
 */
final class TailLeads {

  private final Set<TailLead> all = ConcurrentHashMap.newKeySet();

  TailLead add(TailPlace place) {
    var lead = new TailLead(place);
    all.add(lead);
    return lead;
  }

  void wake() {
    all.forEach(TailLead::wake);
  }

  /** The batches whose files stay open. */
  Stream<LineBatch> batches() {
    return all.stream().map(TailLead::batch);
  }

  void forgetClosed() {
    all.removeIf(TailLead::isClosed);
  }
}
