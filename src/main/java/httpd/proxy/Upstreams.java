package httpd.proxy;

import httpd.upstream.UpstreamView;
import httpd.upstream.request.UpstreamAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The upstreams of one route, which take turns. One that cannot be reached comes last for a while.
 * Safe for all threads.
 */
final class Upstreams {

  /** How long an upstream that could not be reached comes last. */
  static final Duration ASIDE = Duration.ofSeconds(10);

  final class Member {
    private final UpstreamAddress address;
    private volatile long asideUntil;
    private volatile boolean aside;

    private Member(UpstreamAddress address) {
      this.address = address;
    }

    UpstreamAddress address() {
      return address;
    }

    /** Has it come last for a while; false if it was set aside already. */
    boolean setAside() {
      boolean isNew = !aside;
      asideUntil = nanoTime.getAsLong() + ASIDE.toNanos();
      aside = true;
      return isNew;
    }

    /** Ends that, since it was reached. */
    void takeBack() {
      if (aside) {
        aside = false;
      }
    }

    private boolean isAside() {
      return aside && asideUntil - nanoTime.getAsLong() > 0;
    }
  }

  private final LongSupplier nanoTime;
  private final List<Member> members;
  private final AtomicInteger turn = new AtomicInteger();

  Upstreams(List<UpstreamAddress> addresses) {
    this(addresses, System::nanoTime);
  }

  Upstreams(List<UpstreamAddress> addresses, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.members = addresses.stream().map(Member::new).toList();
  }

  int size() {
    return members.size();
  }

  List<UpstreamAddress> addresses(Member first) {
    var addresses = new ArrayList<UpstreamAddress>();
    addresses.add(first.address());
    members.stream().filter(member -> member != first).map(Member::address).forEach(addresses::add);
    return addresses;
  }

  /** Returns what there is to see of each. */
  List<UpstreamView> views() {
    return members.stream()
        .map(member -> new UpstreamView(member.address(), member.isAside() ? "aside" : "up"))
        .toList();
  }

  /** All upstreams, in the order in which this request tries them. */
  List<Member> inTurn() {
    if (members.size() == 1) {
      return members;
    }
    int first = Math.floorMod(turn.getAndIncrement(), members.size());
    var order = new ArrayList<Member>();
    var last = new ArrayList<Member>();
    for (int i = 0; i < members.size(); i++) {
      var member = members.get((first + i) % members.size());
      (member.isAside() ? last : order).add(member);
    }
    order.addAll(last);
    return order;
  }
}
