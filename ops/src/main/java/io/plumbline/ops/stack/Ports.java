package io.plumbline.ops.stack;

import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports on the loopback interface. */
public final class Ports {
  /** Asks for any free port. */
  public static final int FREE = 0;

  private Ports() {}

  /**
   * A port that can be bound right now.
   *
   * @param wanted the port, or {@link #FREE}
   * @param option name of the command line option that sets it, for the message
   * @throws UserError if the wanted port is taken
   */
  public static int choose(int wanted, String option) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UserError(
          "port %d is in use (%s); give another with %s, or leave it out to get a free one"
              .formatted(wanted, e.getMessage(), option),
          e);
    }
  }
}
