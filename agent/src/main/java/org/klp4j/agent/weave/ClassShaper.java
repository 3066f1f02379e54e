package org.klp4j.agent.weave;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.Body;
import org.klp4j.engine.FunctionName;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.MethodShape;
import org.klp4j.engine.Shape;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.ClassWeaver;
import org.klp4j.weave.MethodBody;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.MethodPlan;
import org.klp4j.weave.Notrace;
import org.klp4j.weave.Refusal;

/**
 * Brings one copy of a class to its shapes: finds the methods, makes sure each is the one the patch was made for, and
 * weaves. A function of the bytes handed in and the shapes; what was decided about this copy before stands.
 */
final class ClassShaper {
    /** How far to go, and what to do about a function that cannot be had. */
    enum Mode {
        /** Only find the functions and prove their identity; the first problem is thrown. */
        RESOLVE(true),
        /** Weave everything; the first problem is thrown. */
        STRICT(true),
        /** Weave what can be woven; a problem leaves its function unpatched and is logged. */
        LENIENT(false);

        final boolean strict;

        Mode(boolean strict) {
            this.strict = strict;
        }
    }

    private final ObjectNames objects;
    private final Identity identity;
    private final KernelLog log;
    private final ClassWeaver weaver = new ClassWeaver();

    ClassShaper(ObjectNames objects, KernelLog log) {
        this.objects = objects;
        this.identity = new Identity(log);
        this.log = log;
    }

    /**
     * Shapes one copy.
     *
     * @param loading the bytes are those of a class file, not what the JVM reconstituted of a loaded class
     * @return null when the bytes handed in are right as they are
     */
    byte @Nullable [] shape(
            ClassCopy copy, CopyRecord record, byte[] handedIn, List<MethodShape> shapes, Mode mode, boolean loading)
            throws Refusal {
        Subject subject = new Subject(copy, record, handedIn, shapes, loading);
        List<MethodPlan> plans = new ArrayList<>();
        synchronized (record) {
            for (MethodShape shape : shapes) {
                try {
                    MethodPlan plan = plan(subject, shape, mode);
                    if (plan != null) {
                        plans.add(plan);
                    }
                } catch (Refusal refusal) {
                    if (mode.strict) {
                        throw refusal;
                    }
                    leave(copy, record, shape, refusal);
                }
            }
        }
        byte[] woven = mode == Mode.RESOLVE ? handedIn : weave(copy, handedIn, plans, mode);
        return woven == handedIn ? null : woven;
    }

    private byte[] weave(ClassCopy copy, byte[] handedIn, List<MethodPlan> plans, Mode mode) throws Refusal {
        try {
            return weaver.weave(handedIn, plans);
        } catch (Refusal refusal) {
            if (mode.strict) {
                throw refusal;
            }
            log.klp4j("class " + copy + " runs UNPATCHED: " + refusal.getMessage());
            return handedIn;
        }
    }

    private @Nullable MethodPlan plan(Subject subject, MethodShape wanted, Mode mode) throws Refusal {
        List<ReplacementBody> replacements = replacements(wanted.shape());
        boolean anywhere = replacements.stream().allMatch(body -> body.oldHash() != null);
        if (!anywhere && !objects.of(subject.copy).equals(wanted.object())) {
            return null;
        }
        if (removed(subject, wanted.function(), replacements)) {
            return null;
        }
        ClassSymbols.Symbol symbol = symbol(subject, wanted);
        for (ReplacementBody body : replacements) {
            identity.decide(subject, symbol, body);
        }
        if (mode != Mode.RESOLVE) {
            Notrace.check(subject.symbols, symbol, wanted.function().symbol());
        }
        String hash = subject.hashes.of(symbol.key());
        if (hash != null) {
            subject.record.hashes.put(symbol.key(), hash);
        }
        return mode == Mode.RESOLVE ? null : plan(subject, symbol, wanted.shape());
    }

    /** A copy without a method that the fix removes is fixed already. */
    private static boolean removed(Subject subject, FunctionName function, List<ReplacementBody> replacements) {
        String descriptor = function.descriptor();
        return descriptor != null
                && replacements.stream().allMatch(body -> BodyHash.NONE.equals(body.newHash()))
                && subject.symbols.find(new MethodKey(function.method(), descriptor)) == null;
    }

    private static MethodPlan plan(Subject subject, ClassSymbols.Symbol symbol, Shape shape) throws Refusal {
        Late late = subject.record.late;
        if (late != null && replacements(shape).stream().anyMatch(body -> replaces(subject, body))) {
            return new MethodPlan.Arriving(symbol.key(), late.id);
        }
        if (shape instanceof Shape.Gated gated) {
            MethodBody unpatched = bind(subject, symbol, gated.unpatched());
            MethodBody patched = bind(subject, symbol, gated.patched());
            return new MethodPlan.Gated(symbol.key(), gated.transition(), unpatched, patched);
        }
        return new MethodPlan.Single(symbol.key(), bind(subject, symbol, ((Shape.Single) shape).body()));
    }

    private static MethodBody bind(Subject subject, ClassSymbols.Symbol symbol, Body body) throws Refusal {
        return body instanceof ReplacementBody replacement && replaces(subject, replacement)
                ? replacement.bind(subject, symbol)
                : MethodBody.ORIGINAL;
    }

    private static boolean replaces(Subject subject, ReplacementBody body) {
        return subject.record.verdicts.get(body) == CopyRecord.Verdict.REPLACE;
    }

    static List<ReplacementBody> replacements(Shape shape) {
        List<ReplacementBody> found = new ArrayList<>(2);
        List<Body> bodies = shape instanceof Shape.Gated gated
                ? List.of(gated.unpatched(), gated.patched())
                : List.of(((Shape.Single) shape).body());
        for (Body body : bodies) {
            if (body instanceof ReplacementBody replacement) {
                found.add(replacement);
            }
        }
        return found;
    }

    /**
     * The method a shape is about. HotSpot hands methods in in an order of its own, so a position among several is
     * looked up in the class file the loader read.
     */
    private static ClassSymbols.Symbol symbol(Subject subject, MethodShape wanted) throws Refusal {
        FunctionName name = wanted.function();
        ClassSymbols symbols = subject.symbols;
        boolean positioned = name.descriptor() == null && name.sympos() > 0 && symbols.count(name.method()) > 1;
        if (!positioned || subject.loading) {
            return resolve(symbols, wanted);
        }
        String position = name.method() + "," + name.sympos();
        MethodKey known = subject.record.positions.get(position);
        if (known == null) {
            byte[] classFile = subject.copy.resource();
            if (classFile == null) {
                throw new Refusal("position " + name.sympos() + " of function '" + name.symbol()
                        + "' cannot be told, the loader shows no class file; name the function by its descriptor");
            }
            ClassSymbols inOrder = ClassSymbols.of(classFile);
            known = resolve(inOrder, wanted).key();
            subject.record.positions.put(position, known);
        }
        return symbols.resolve(wanted.object(), known.name(), known.descriptor(), 0);
    }

    /** Looks the function up in a class file as its loader read it. */
    static ClassSymbols.Symbol resolve(ClassSymbols inOrder, MethodShape wanted) throws Refusal {
        FunctionName name = wanted.function();
        return inOrder.resolve(wanted.object(), name.symbol(), name.method(), name.descriptor(), name.sympos());
    }

    /** What these functions need could not be provided: their copies keep their own bodies for good. */
    void leave(ClassCopy copy, CopyRecord record, List<MethodShape> shapes) {
        leave(copy, record, shapes, new Refusal("what the patch brings along could not be defined"));
    }

    /** The same for another reason. */
    void leave(ClassCopy copy, CopyRecord record, List<MethodShape> shapes, Refusal refusal) {
        synchronized (record) {
            for (MethodShape shape : shapes) {
                leave(copy, record, shape, refusal);
            }
        }
    }

    private void leave(ClassCopy copy, CopyRecord record, MethodShape shape, Refusal refusal) {
        boolean decided = true;
        for (ReplacementBody body : replacements(shape.shape())) {
            decided &= record.verdicts.put(body, CopyRecord.Verdict.LEAVE) == CopyRecord.Verdict.LEAVE;
        }
        if (!decided) {
            log.klp4j("function '" + shape.function().symbol() + "' in class " + copy + " runs UNPATCHED: "
                    + refusal.getMessage());
        }
    }
}
