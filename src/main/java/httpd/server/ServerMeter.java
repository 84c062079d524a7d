package httpd.server;

import httpd.server.answer.ExchangeLog;

/** Counts what a server does, to be shown while it runs. */
public interface ServerMeter {

  /** Returns logs of exchanges that count them as well as the access log does. */
  ExchangeLog.Begin counting(ExchangeLog.Begin log);
}
