package httpd.server.answer;

/** Counts exchanges, beside the access log. */
public interface CountingLogs {

  /** Returns logs that count each exchange, and pass on what they are told to these logs. */
  ExchangeLog.Begin counting(ExchangeLog.Begin logs);
}
