package io.plumbline.ops.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** TCP sockets on which a process listens, as Linux tells them. */
final class ListeningSockets {
  private static final String LISTEN = "0A";
  private static final int V4_LENGTH = 8;
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private ListeningSockets() {}

  /** Their local addresses in hexadecimal, {@code address:port}, as in {@code /proc/net/tcp}. */
  static List<String> of(long pid) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          inodes.add(Files.readSymbolicLink(descriptor).toString());
        }
      }
    }
    List<String> addresses = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/net/" + table))) {
        String[] columns = line.strip().split(" +", -1);
        if (columns[STATE].equals(LISTEN) && inodes.contains("socket:[" + columns[INODE] + "]")) {
          addresses.add(columns[LOCAL_ADDRESS]);
        }
      }
    }
    return addresses;
  }

  /** Whether an address of {@link #of} is one of 127.0.0.0/8 or ::1, mapped ones included. */
  static boolean isLoopback(String address) {
    String host = address.substring(0, address.indexOf(':'));
    boolean v4 = host.length() == V4_LENGTH && host.endsWith("7F");
    boolean mapped = host.startsWith("0000000000000000FFFF0000") && host.endsWith("7F");
    return v4 || mapped || host.equals("00000000000000000000000001000000");
  }
}
