package org.klp4j.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.klp4j.agent.control.Attribute;
import org.klp4j.agent.control.ControlTree;
import org.klp4j.agent.control.Directory;
import org.klp4j.agent.control.Node;
import org.klp4j.agent.control.Root;
import org.klp4j.engine.Body;
import org.klp4j.engine.Callbacks;
import org.klp4j.engine.Code;
import org.klp4j.engine.FunctionName;
import org.klp4j.engine.FunctionSpec;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.ModuleRef;
import org.klp4j.engine.ObjectSpec;
import org.klp4j.engine.PatchSpec;
import org.klp4j.engine.Shapes;
import org.klp4j.engine.StackSource;
import org.klp4j.engine.Weaver;
import org.klp4j.format.KlpException;

/** Writes to the control tree, any bytes at any path: done, or refused with one line; afterwards all can be read. */
class StoreIT {
    private static final String[] PATHS = {
        "livepatch/one/enabled",
        "livepatch/two/enabled",
        "livepatch/one/force",
        "livepatch/two/transition",
        "livepatch/one/vmlinux",
        "sys/ftrace_enabled",
        "sys/signal",
        "kmsg",
        "tasks",
        ""
    };

    @FuzzTest(maxDuration = "1m")
    void store(FuzzedDataProvider data) throws KlpException {
        ControlTree tree = tree();
        while (data.remainingBytes() > 0) {
            String path = data.consumeBoolean() ? data.consumeString(40) : data.pickValue(PATHS);
            store(tree, path, data.consumeBytes(20));
        }
        read(tree.directory(""));
    }

    private static void store(ControlTree tree, String path, byte[] value) {
        try {
            tree.store(path, value);
        } catch (KlpException refused) {
            if (refused.errno() <= 0) {
                throw new AssertionError("refused with " + refused.errno());
            }
        }
    }

    private static void read(Directory directory) throws KlpException {
        for (Node node : directory.entries().values()) {
            if (node instanceof Directory inner) {
                read(inner);
            } else if (node instanceof Attribute attribute && attribute.show() != null) {
                attribute.show().show();
            }
        }
    }

    private static ControlTree tree() throws KlpException {
        Livepatch livepatch = new Livepatch(new NoWeaver(), new AllCode(), new NoThreads(), new KernelLog());
        livepatch.register(patch("one"));
        livepatch.register(patch("two"));
        Directory nothing = Directory.of(Map.of());
        return new ControlTree(Root.of(livepatch, new NoThreads(), nothing, List::of, name -> nothing));
    }

    private static PatchSpec patch(String name) {
        FunctionSpec function = new FunctionSpec(new FunctionName("a.B", "c", null, 0), new NoBody(), false);
        ObjectSpec object = new ObjectSpec(null, List.of(function), Callbacks.NONE);
        return new PatchSpec(new Module(name), List.of(object), List.of(), false, false);
    }

    private record NoBody() implements Body {}

    private record Module(String name) implements ModuleRef {
        @Override
        public boolean markedLivepatch() {
            return true;
        }

        @Override
        public boolean tryGet() {
            return true;
        }

        @Override
        public void put() {}
    }

    private static final class NoWeaver implements Weaver {
        @Override
        public void resolve(Shapes next) {}

        @Override
        public void check(Shapes next) {}

        @Override
        public void weave(Shapes next) {}
    }

    private static final class AllCode implements Code {
        @Override
        public boolean loaded(String object) {
            return true;
        }

        @Override
        public boolean classLoaded(String className) {
            return true;
        }
    }

    private static final class NoThreads implements StackSource {
        @Override
        public boolean visitAll(Predicate<String> classes, Visitor visitor) {
            return true;
        }

        @Override
        public Collection<Thread> platformThreads() {
            return List.of();
        }

        @Override
        public void visit(Collection<Thread> threads, Visitor visitor) {}

        @Override
        public void visitWhole(Collection<Thread> threads, Visitor visitor) {}
    }
}
