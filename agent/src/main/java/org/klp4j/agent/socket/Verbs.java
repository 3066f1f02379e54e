package org.klp4j.agent.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.klp4j.agent.control.ControlTree;
import org.klp4j.agent.control.Node;
import org.klp4j.agent.module.Modules;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.Wire;

/** Answers requests: the verbs of the protocol, each a thin view of the control tree or a system call. */
public final class Verbs {
    private final String version;
    private final ControlTree tree;
    private final Modules modules;

    /** @param version of the agent */
    public Verbs(String version, ControlTree tree, Modules modules) {
        this.version = version;
        this.tree = tree;
        this.modules = modules;
    }

    List<byte[]> call(List<byte[]> request) throws KlpException {
        String verb = Wire.text(request.get(0));
        return switch (verb) {
            case "version" -> version();
            case "show" -> ok(tree.show(text(request, 1)));
            case "store" -> store(request);
            case "list" -> list(text(request, 1));
            case "insmod" -> insmod(request);
            case "rmmod" -> rmmod(request);
            case "check" -> ok(modules.check(text(request, 1), field(request, 2), parameters(request)));
            default -> throw new KlpException(Errno.EINVAL, "unknown verb '" + verb + "'");
        };
    }

    private List<byte[]> version() {
        return ok(version, Integer.toString(Wire.PROTOCOL), ThisProcess.startTime());
    }

    private List<byte[]> store(List<byte[]> request) throws KlpException {
        tree.store(text(request, 1), field(request, 2));
        return ok();
    }

    private List<byte[]> insmod(List<byte[]> request) throws KlpException {
        byte[] module = field(request, 2);
        return ok(String.join("\n", modules.insmod(text(request, 1), module, parameters(request))));
    }

    private static List<String> parameters(List<byte[]> request) {
        return request.subList(Math.min(3, request.size()), request.size()).stream()
                .map(Wire::text)
                .toList();
    }

    private List<byte[]> rmmod(List<byte[]> request) throws KlpException {
        modules.rmmod(text(request, 1));
        return ok();
    }

    private List<byte[]> list(String path) throws KlpException {
        List<byte[]> reply = ok();
        for (Map.Entry<String, Node> entry : tree.directory(path).entries().entrySet()) {
            reply.add(Wire.bytes(entry.getValue().mode()));
            reply.add(Wire.bytes(entry.getKey()));
        }
        return reply;
    }

    private static String text(List<byte[]> request, int index) throws KlpException {
        return Wire.text(field(request, index));
    }

    private static byte[] field(List<byte[]> request, int index) throws KlpException {
        if (index >= request.size()) {
            throw new KlpException(Errno.EINVAL, "'" + Wire.text(request.get(0)) + "' lacks an argument");
        }
        return request.get(index);
    }

    private static List<byte[]> ok(String... results) {
        List<byte[]> reply = new ArrayList<>(results.length + 1);
        reply.add(Wire.bytes("0"));
        for (String result : results) {
            reply.add(Wire.bytes(result));
        }
        return reply;
    }
}
