package org.klp4j.agent.socket;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Who may talk to the agent: the user the target runs as, and root. The directory's mode says the same; this holds
 * also when somebody opened the directory up.
 */
final class Peer {
    private final UserPrincipal self;
    private final UserPrincipal root;

    /** @param own a file of the target's user */
    Peer(Path own) throws IOException {
        self = Files.getOwner(own);
        root = FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0");
    }

    /** Whether this peer is one of the two; true as well where module {@code jdk.net} is missing and cannot tell. */
    boolean permits(SocketChannel channel) throws IOException {
        SocketOption<?> option = peerCredentials(channel);
        if (option == null) {
            return true;
        }
        UserPrincipal user = ((UnixDomainPrincipal) channel.getOption(option)).user();
        return user.equals(self) || user.equals(root);
    }

    private static @Nullable SocketOption<?> peerCredentials(SocketChannel channel) {
        for (SocketOption<?> option : channel.supportedOptions()) {
            if (option.name().equals("SO_PEERCRED")) {
                return option;
            }
        }
        return null;
    }
}
