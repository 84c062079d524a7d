package httpd.server.answer;

import io.netty.channel.ChannelHandlerContext;

/** What carries an exchange. */
public interface Connection {

  boolean inputHasEnded();

  boolean isStopping();

  /** Whether its client is why it is closed: it has taken too little of its answer. */
  boolean isTooSlow();

  /** A lazy answer begins: from now on only reading tells that the client has left. */
  void streamBegins();

  /** Another protocol begins. */
  void switchTo(ChannelHandlerContext context, ClientTunnel tunnel);

  /** The response is written; the request may still be coming in. */
  void exchangeDone(ChannelHandlerContext context, boolean keepAlive);

  /** Closes the connection, also when there is no memory for the usual way. */
  void end(ChannelHandlerContext context);
}
