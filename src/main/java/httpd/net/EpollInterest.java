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
 * Netty's epoll (epoll(7)), but that it is asked for something else where what Netty asks for goes
 * wrong; {@code docs/decisions/0014-epoll-interest.md} has the measurements.
 *
 * <p>A connection that is to tell nothing for a while stays in the set, for its errors alone. Netty
 * takes it out, and fails when it is to be put back: a client that had sent its FIN then got no
 * more than the socket had room for.
 *
 * <p>What is told of a connection that is not read is told once ({@code EPOLLET}). A hang-up is
 * always told, wanted or not, and only a read would end it: the loop would hear of it again and
 * again.
 *
 * <p>A connection that was made from here is not asked for the early news of a FIN ({@code
 * EPOLLRDHUP}), to which Netty answers by reading all there is, whatever its memory. Its FIN is
 * read where it stands, behind the bytes. Those that were accepted are asked: while nothing is read
 * from them, nothing else tells that a client has left.
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

  /** It is registered before it is connected if it is to be made from here. */
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

  /** One in the set, or to be put there. The event loop's own. */
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
    @SuppressWarnings("TypeParameterUnusedInFormals") // So it stands in Netty.
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
