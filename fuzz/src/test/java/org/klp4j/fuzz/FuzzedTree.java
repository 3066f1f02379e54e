package org.klp4j.fuzz;

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

/**
 * A control tree with two patches and nothing behind it. Apart from its test, since JUnit loads what the signatures of
 * a test class name before Jazzer comes. What is loaded Jazzer has to retransform, and {@code PatchSpec} then fails with
 * a {@code NoSuchFieldError}, on 17 and on 25; instrumented while it is loaded it does not.
 */
final class FuzzedTree {
    private final ControlTree tree;

    FuzzedTree() throws KlpException {
        tree = make();
    }

    /** Done, or refused. */
    void store(String path, byte[] value) {
        try {
            tree.store(path, value);
        } catch (KlpException refused) {
            if (refused.errno() <= 0) {
                throw new AssertionError("refused with " + refused.errno());
            }
            Lines.one(refused.getMessage());
        }
    }

    /** Everything there is shows something. */
    void readAll() throws KlpException {
        read(tree.directory(""));
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

    private static ControlTree make() throws KlpException {
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
