package httpd.server.answer;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Counts exchanges, beside the access log. */
public interface CountingLogs {

  /** Returns logs that count each exchange, and pass on what they are told to these logs. */
  ExchangeLog.Begin counting(ExchangeLog.Begin logs);

  /** Returns for each event loop what lists its open exchanges, to be asked on that loop. */
  Map<EventLoop, Supplier<List<Watched>>> open();
}
