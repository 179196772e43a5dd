package io.plumbline.ops.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The right to run a stack on a data directory: an operating system lock, which ends with its
 * process however that ends, and beside it a file that says who holds it and what it serves.
 */
public final class StackLock implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ATTEMPTS = 5;
  private static final long ATTEMPT_MILLIS = 50;

  /** Closing any channel of a locked file drops this process's lock, so it is not opened twice. */
  private static final Set<Path> HELD_HERE = new HashSet<>();

  private final Path root;
  private final FileChannel channel;
  private StackHolder holder;

  private StackLock(Path root, FileChannel channel, StackHolder holder) {
    this.root = root;
    this.channel = channel;
    this.holder = holder;
  }

  /**
   * Takes the lock.
   *
   * @param command what this process runs, for others to read
   * @throws UserError saying who holds it, if somebody does
   */
  public static StackLock take(DataDirectory data, String command) throws IOException {
    Path root = data.root();
    synchronized (HELD_HERE) {
      FileChannel channel = HELD_HERE.contains(root) ? null : lock(root);
      if (channel == null) {
        throw new UserError(heldMessage(root));
      }
      HELD_HERE.add(root);
      String since = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      StackHolder holder = new StackHolder(ProcessHandle.current().pid(), since, command, Map.of());
      StackLock lock = new StackLock(root, channel, holder);
      lock.write();
      return lock;
    }
  }

  /** Who holds a data directory right now. */
  public static Optional<StackHolder> holder(Path root) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    synchronized (HELD_HERE) {
      if (!HELD_HERE.contains(absolute)) {
        if (!Files.exists(lockFile(absolute))) {
          return Optional.empty();
        }
        FileChannel channel = lock(absolute);
        if (channel != null) {
          channel.close();
          return Optional.empty();
        }
      }
    }
    return Files.exists(holderFile(absolute))
        ? Optional.of(JSON.readValue(holderFile(absolute).toFile(), StackHolder.class))
        : Optional.empty();
  }

  /** Says what this process serves from now on. */
  public void publish(String name, String address) throws IOException {
    Map<String, String> addresses = new TreeMap<>(holder.addresses());
    addresses.put(name, address);
    holder = new StackHolder(holder.pid(), holder.since(), holder.command(), addresses);
    write();
  }

  private void write() throws IOException {
    Path fresh = root.resolve("stack.json.new");
    JSON.writerWithDefaultPrettyPrinter().writeValue(fresh.toFile(), holder);
    Files.move(
        fresh,
        holderFile(root),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileChannel lock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(lockFile(root), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    // Another process that only looks holds it for an instant.
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
      try {
        Thread.sleep(ATTEMPT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    channel.close();
    return null;
  }

  private static String heldMessage(Path root) throws IOException {
    if (!Files.exists(holderFile(root))) {
      return "data directory %s is in use by another process".formatted(root);
    }
    StackHolder other = JSON.readValue(holderFile(root).toFile(), StackHolder.class);
    StringBuilder message =
        new StringBuilder(
            "data directory %s is in use by 'plumbline %s' (process %d, since %s"
                .formatted(root, other.command(), other.pid(), other.since()));
    other
        .addresses()
        .forEach((name, address) -> message.append(", ").append(name).append(' ').append(address));
    return message.append("); stop it, or give another with --data").toString();
  }

  private static Path lockFile(Path root) {
    return root.resolve("stack.lock");
  }

  private static Path holderFile(Path root) {
    return root.resolve("stack.json");
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD_HERE) {
      Files.deleteIfExists(holderFile(root));
      channel.close();
      HELD_HERE.remove(root);
    }
  }
}
