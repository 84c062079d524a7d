package httpd.proxy;

import httpd.upstream.UpstreamState;
import httpd.upstream.request.UpstreamAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams of one route, which take turns: one that is named more than once has as many turns.
 * Safe for all threads.
 *
 * <pre>
 *          cannot be reached, or gives no response
 *     UP ─────────────────────────────────────────► ASIDE   comes last for a while, then in turn
 *    ▲  ▲                                            │ │
 *    │  └──────────── it was reached ────────────────┘ │
 *    │ a check succeeds                                │ a check fails
 *    └─────────────────────── DOWN ◄───────────────────┘   is not asked
 * </pre>
 */
final class Upstreams {

  /** How long an upstream that could not be reached comes last. */
  static final Duration ASIDE = Duration.ofSeconds(10);

  final class Member {
    private final UpstreamAddress address;
    private volatile long lastUntil;

    /** Why the last attempt to reach it failed; null if it did not. */
    private volatile @Nullable String aside;

    /** Why its last check failed; null if it did not. */
    private volatile @Nullable String down;

    private Member(UpstreamAddress address) {
      this.address = address;
    }

    UpstreamAddress address() {
      return address;
    }

    /** Has it come last for a while; false if it was not reached the time before either. */
    boolean setAside(String why) {
      boolean isNew = aside == null;
      lastUntil = nanoTime.getAsLong() + ASIDE.toNanos();
      aside = why;
      return isNew;
    }

    /** Ends that, since it was reached. */
    void takeBack() {
      if (aside != null) {
        aside = null;
      }
    }

    /** Has it not be asked; false if that was so already. */
    boolean setDown(String why) {
      boolean isNew = down == null;
      down = why;
      return isNew;
    }

    /** Has it be asked again; false if that was so already. */
    boolean setUp() {
      boolean isNew = down != null;
      down = null;
      takeBack();
      return isNew;
    }

    private boolean comesLast() {
      return aside != null && lastUntil - nanoTime.getAsLong() > 0;
    }

    private boolean isUp() {
      return down == null;
    }

    private UpstreamState state() {
      var failedCheck = down;
      var failed = aside;
      if (failedCheck != null) {
        return new UpstreamState(address, UpstreamState.Kind.DOWN, failedCheck);
      }
      return failed != null
          ? new UpstreamState(address, UpstreamState.Kind.ASIDE, failed)
          : new UpstreamState(address, UpstreamState.Kind.UP, "");
    }
  }

  private final LongSupplier nanoTime;

  /** In turn; one that is named more than once is there as often. */
  private final List<Member> members;

  private final AtomicInteger turn = new AtomicInteger();

  Upstreams(List<UpstreamAddress> addresses) {
    this(addresses, System::nanoTime);
  }

  Upstreams(List<UpstreamAddress> addresses, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    Map<UpstreamAddress, Member> known = new LinkedHashMap<>();
    addresses.forEach(address -> known.computeIfAbsent(address, Member::new));
    this.members =
        addresses.stream().map(address -> Objects.requireNonNull(known.get(address))).toList();
  }

  int size() {
    return each().size();
  }

  /** Each of them once. */
  List<Member> each() {
    return members.size() == 1 ? members : List.copyOf(new LinkedHashSet<>(members));
  }

  List<UpstreamState> states() {
    return each().stream().map(Member::state).toList();
  }

  List<UpstreamAddress> addresses(Member first) {
    var addresses = new LinkedHashSet<UpstreamAddress>();
    addresses.add(first.address());
    members.forEach(member -> addresses.add(member.address()));
    return List.copyOf(addresses);
  }

  /**
   * Those that are not down, in the order in which this request tries them; empty if all are down.
   */
  List<Member> inTurn() {
    return inTurn(true);
  }

  /** The first of them, or of all if all are down. */
  Member next() {
    var up = inTurn(true);
    return (up.isEmpty() ? inTurn(false) : up).getFirst();
  }

  private List<Member> inTurn(boolean onlyUp) {
    if (members.size() == 1) {
      return onlyUp && !members.getFirst().isUp() ? List.of() : members;
    }
    var order = new ArrayList<Member>(members.size());
    var last = new ArrayList<Member>();
    for (var member : members) {
      if (!onlyUp || member.isUp()) {
        (member.comesLast() ? last : order).add(member);
      }
    }
    int turns = turn.getAndIncrement();
    Collections.rotate(order, -turns);
    Collections.rotate(last, -turns);
    order.addAll(last);
    return List.copyOf(new LinkedHashSet<>(order));
  }
}
