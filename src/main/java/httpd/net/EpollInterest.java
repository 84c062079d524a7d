package httpd.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Socket;

/**
 * Netty's epoll (epoll(7)) with a different interest set where Netty's own goes wrong; {@code
 * docs/decisions/0014-epoll-interest.md} has the measurements.
 *
 * <p>A connection without interest stays in the set, for its errors alone. Netty takes it out, and
 * fails when it has to put it back: a client that had sent its FIN then got no more than the socket
 * had room for.
 *
 * <p>Events of a connection that is not read are edge-triggered ({@code EPOLLET}). A hang-up is
 * always reported and only a read clears it: level-triggered, it would wake the loop again and
 * again.
 *
 * <p>An outgoing connection does not ask for {@code EPOLLRDHUP}, the early report of a FIN, which
 * Netty answers by reading all there is, whatever its memory. Its FIN is read in order, after the
 * bytes. An accepted connection does ask: while nothing is read from it, nothing else reports that
 * the client has left.
 */
final class EpollInterest implements IoHandler {

  private final IoHandler epoll;

  private EpollInterest(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    var epoll = EpollIoHandler.newFactory();
    return executor -> new EpollInterest(epoll.newHandler(executor));
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Connection(epoll.register(handle), isAccepted((EpollIoHandle) handle));
  }

  /** An outgoing connection is registered before it is connected. */
  private static boolean isAccepted(EpollIoHandle handle) {
    return handle.fd() instanceof Socket socket && socket.remoteAddress() != null;
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  private static final class Connection implements IoRegistration {
    private final IoRegistration registration;
    private final boolean accepted;
    private boolean inSet;

    Connection(IoRegistration registration, boolean accepted) {
      this.registration = registration;
      this.accepted = accepted;
    }

    @Override
    public long submit(IoOps asked) {
      var ops = (EpollIoOps) asked;
      if (!accepted) {
        ops = ops.without(EpollIoOps.EPOLLRDHUP);
      }
      inSet = inSet || !ops.equals(EpollIoOps.NONE);
      if (inSet && !ops.contains(EpollIoOps.EPOLLIN)) {
        ops = ops.with(EpollIoOps.EPOLLET);
      }
      return registration.submit(ops);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // The signature is Netty's.
    public <T> T attachment() {
      return registration.attachment();
    }

    @Override
    public boolean isValid() {
      return registration.isValid();
    }

    @Override
    public boolean cancel() {
      return registration.cancel();
    }
  }
}
