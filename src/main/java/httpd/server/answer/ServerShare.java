package httpd.server.answer;

import httpd.coding.CodingRules;
import httpd.limit.Limits;

/**
 * What all exchanges of a server share.
 *
 * @param gate the handler, and what its responses pass
 * @param limits what clients may hold
 * @param logs begins the access log of each exchange
 * @param events what is done with every event stream
 * @param codings which responses are compressed
 */
public record ServerShare(
    Gate gate,
    Limits limits,
    ExchangeLog.Begin logs,
    EventStreamPolicy events,
    CodingRules codings) {}
