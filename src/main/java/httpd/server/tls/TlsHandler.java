package httpd.server.tls;

import httpd.net.OutputEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * TLS between HTTP and the socket. Its end is a close_notify (RFC 8446, section 6.1), which a
 * client needs to tell an end from a cut: so a close that is to be a reset, and a close of what is
 * not all sent, goes without it.
 *
 * <pre>
 *   close    all is sent ──────────────────────► close_notify, FIN
 *            else, or {@link httpd.net.SocketReset} ──► closed at once
 * </pre>
 */
final class TlsHandler extends SslHandler implements OutputEnd.Layer {

  /** Computes what takes long in a handshake. */
  private static final Executor TASKS = task -> Thread.ofVirtual().name("httpd-tls").start(task);

  /** The notification alone may wait that long for room in the socket. */
  private static final int NOTIFY_SECONDS = 1;

  /** The type of a record with a handshake message (RFC 5246, section 6.2.1). */
  private static final byte HANDSHAKE = 22;

  private final Channel channel;
  private final TlsAnswers answers;

  TlsHandler(Channel channel, SSLEngine engine) {
    super(engine, TASKS);
    this.channel = channel;
    this.answers = new TlsAnswers(channel);
    setHandshakeTimeoutMillis(0); // TlsHandshake has one.
    setCloseNotifyFlushTimeout(NOTIFY_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws SSLException {
    if (beginsAnotherHandshake(in)) {
      in.skipBytes(in.readableBytes());
      throw new SSLException("the client began another handshake");
    }
    answers.begin();
    super.decode(context, in, out);
    if (answers.tooMany() && channel.isOpen()) {
      in.skipBytes(in.readableBytes());
      throw new SSLException("too many records that ask for an answer, as KeyUpdate does");
    }
  }

  /**
   * After the handshake, TLS 1.2 has no records of this type but for a renegotiation. That the JDK
   * refuses it by itself can only be asked for before a program first uses TLS.
   */
  private boolean beginsAnotherHandshake(ByteBuf in) {
    return in.isReadable()
        && in.getByte(in.readerIndex()) == HANDSHAKE
        && handshakeFuture().isSuccess()
        && engine().getSession().getProtocol().equals("TLSv1.2");
  }

  @Override
  public void flush(ChannelHandlerContext context) throws Exception {
    long before = answers.waiting();
    super.flush(context);
    answers.leaveOut(answers.waiting() - before);
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
    if (isReset() || hasMoreToSend()) {
      context.close(promise);
    } else {
      super.close(context, promise);
    }
  }

  private boolean isReset() {
    return channel.isOpen()
        && Integer.valueOf(0).equals(channel.config().getOption(ChannelOption.SO_LINGER));
  }

  private boolean hasMoreToSend() {
    var queue = channel.unsafe().outboundBuffer();
    return queue == null || !queue.isEmpty();
  }

  @Override
  public ChannelFuture endOutput() {
    var ended = channel.newPromise();
    closeOutbound().addListener(sent -> ((DuplexChannel) channel).shutdownOutput(ended));
    return ended;
  }

  /** The name in the client's certificate; null without one. */
  @Nullable String client() {
    if (!engine().getNeedClientAuth()) {
      return null;
    }
    try {
      var certificate = (X509Certificate) engine().getSession().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  /** The protocol of HTTP that both know (RFC 7301); empty if the client has named none. */
  String protocol() {
    var chosen = engine().getApplicationProtocol();
    return chosen == null ? "" : chosen;
  }
}
